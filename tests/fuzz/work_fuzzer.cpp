// The work in a session, without its sounds: what is accepted is written again as the same work.
#include "fuzz/input.h"
#include "ui/work_json.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::expectAnswer([&] {
        const ui::WorkText text = ui::parseWork(fuzz::textOf(data, size), "input");
        const std::string written = ui::formatWork(text);
        const ui::WorkText again = ui::parseWork(written, "written again");
        fuzz::require(ui::formatWork(again) == written);
        // What the window asks first.
        for (std::size_t round = 0; round < text.work.rounds.size(); ++round)
            for (std::size_t step = 0; step < text.work.rounds[round].steps.size(); ++step)
                ui::stalenessOf(text.work, round, step);
    });
    return 0;
}

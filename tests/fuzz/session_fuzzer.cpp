// Session files: chunks, the work and its sounds together.
#include "fuzz/chunks.h"
#include "fuzz/input.h"
#include "ui/session_file.h"

using namespace stepwise;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize,
                                               unsigned seed) {
    return fuzz::mutateChunks(data, size, maxSize, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("work.stepwise");
    file.hold(fuzz::textOf(data, size));
    fuzz::expectAnswer([] {
        const ui::OpenedSession session = ui::readSession(file.path());
        fuzz::require(ui::readSavedAs(file.path()) == session.savedAs);
        for (const std::string& note : session.notes)
            fuzz::require(!note.empty());
    });
    return 0;
}

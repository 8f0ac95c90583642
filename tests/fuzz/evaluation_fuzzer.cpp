// Evaluations: what is accepted is written again and read again, and can be merged.
#include "fuzz/input.h"
#include "models/evaluation_file.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("evaluation.json");
    file.hold(fuzz::textOf(data, size));
    fuzz::expectAnswer([] {
        const models::Evaluation evaluation = models::readEvaluation(file.path());
        const std::string written =
            models::toJson(evaluation).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
        file.hold(written);
        fuzz::require(models::readEvaluation(file.path()).groups.size() == evaluation.groups.size());
    });
    return 0;
}

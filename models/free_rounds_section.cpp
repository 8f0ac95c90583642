#include "models/free_rounds_section.h"

#include "models/report_cells.h"

namespace stepwise::models {

namespace {

std::string rowsOf(const Evaluation& evaluation) {
    const std::string way =
        evaluation.budgetMs > 0.0 ? fmt::format("searched for {:.0f} ms", evaluation.budgetMs) : "greedy";
    std::string text;
    for (const auto& [key, result] : evaluation.groups) {
        if (key.first != Condition::standard)
            continue;
        text += fmt::format("| {}, {} | {} |", core::groupName(key.second), way, result.all.initial.items);
        for (const core::ErrorColumn& column : core::kErrorColumns)
            text += fmt::format(" {:.3f} |", ratio(result.all.final, result.all.initial, column));
        text += fmt::format(" {} | {} | {:.3f} |\n", percent(result.all.worseThanDry), percent(result.all.exactSet),
                            result.calibration.expectedError());
    }
    return text;
}

} // namespace

std::string freeRoundsSection(std::span<const Evaluation> evaluations) {
    std::string text =
        "### Rounds that end by themselves\n\nAs for the learner: rounds that are not told how many effects the target "
        "has. What is left is counted up to the lowest error; confidence is that of every step that was suggested.\n\n"
        "| left of the dry sound's | targets | MSE | MAE | MFCC | LSD | SC | MR-STFT | further away | exact set | "
        "confidence off by |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const Evaluation& evaluation : evaluations)
        text += rowsOf(evaluation);
    return text + "\n";
}

} // namespace stepwise::models

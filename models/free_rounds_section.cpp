#include "models/free_rounds_section.h"

#include "models/report_cells.h"

namespace stepwise::models {

std::string freeRoundsSection(const Evaluation& evaluation) {
    std::string text =
        "### Rounds that end by themselves\n\nAs for the learner: greedy rounds that are not told how many effects "
        "the target has. What is left is counted up to the lowest error; confidence is that of every step that was "
        "suggested.\n\n"
        "| left of the dry sound's | targets | MSE | MAE | MFCC | LSD | SC | MR-STFT | further away | exact set | "
        "confidence off by |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
    Calibration all;
    for (const auto& [key, result] : evaluation.groups) {
        if (key.first != Condition::standard)
            continue;
        text += fmt::format("| {} | {} |", core::groupName(key.second), result.all.initial.items);
        for (const core::ErrorColumn& column : core::kErrorColumns)
            text += fmt::format(" {:.3f} |", ratio(result.all.final, result.all.initial, column));
        text += fmt::format(" {} | {} | {:.3f} |\n", percent(result.all.worseThanDry), percent(result.all.exactSet),
                            result.calibration.expectedError());
        all.add(result.calibration);
    }
    return text + fmt::format("\nConfidence of all groups together: off by {:.3f}.\n\n", all.expectedError());
}

} // namespace stepwise::models

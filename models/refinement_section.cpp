#include "models/refinement_section.h"

#include "models/report_cells.h"

namespace stepwise::models {

namespace {

RefinementResult overall(const Evaluation& evaluation) {
    RefinementResult sum;
    for (const auto& [key, result] : evaluation.groups)
        if (key.first == Condition::standard)
            sum.add(result.refinement);
    return sum;
}

std::string errorTable(const Evaluation& evaluation) {
    std::string text = "| left of the dry sound's | targets | MSE | MAE | MFCC | LSD | SC | MR-STFT | further away | "
                       "renders |\n|---|---|---|---|---|---|---|---|---|---|\n";
    for (const auto& [key, result] : evaluation.groups) {
        if (key.first != Condition::standard || result.refinement.initial.items == 0)
            continue;
        const RefinementResult& refinement = result.refinement;
        text += fmt::format("| {} | {} |", core::groupName(key.second), refinement.initial.items);
        for (const core::ErrorColumn& column : core::kErrorColumns)
            text += fmt::format(" {:.3f} |", ratio(refinement.final, result.all.initial, column));
        text +=
            fmt::format(" {} | {:.0f} |\n", percent(refinement.worse), refinement.renders / refinement.initial.items);
    }
    return text;
}

std::string knobTable(const RefinementResult& refinement) {
    KnobRecovery all;
    for (const auto& [name, knob] : refinement.knobs)
        all.add(knob);
    std::string text = fmt::format(
        "\nWhere effects, order and modes were found, the knobs come back: the median error is {} of their range "
        "over the {:.0f} % of {} knobs that are measurable, that is, whose turn by a tenth changes the MSE by more "
        "than 4e-5. A knob that is seldom measurable cannot be told from the sound.\n\n"
        "| knob | seen | measurable | median error |\n|---|---|---|---|\n",
        all.medianErrorText(), 100.0 * all.measurable() / std::max(all.items, 1), all.items);
    for (const auto& [name, knob] : refinement.knobs)
        text += fmt::format("| {} | {} | {:.0f} % | {} |\n", name, knob.items,
                            100.0 * knob.measurable() / std::max(knob.items, 1), knob.medianErrorText());
    return text;
}

} // namespace

std::string refinementSection(const Evaluation& evaluation) {
    const RefinementResult refinement = overall(evaluation);
    if (refinement.initial.items == 0)
        return "";
    std::string text =
        fmt::format("### Refined\n\nAfter the search, by `--refine {}`. It starts from the best prefix of the "
                    "suggested steps, while the first table counts all of them.\n\n",
                    refinement.method);
    text += errorTable(evaluation);
    if (!refinement.knobs.empty())
        text += knobTable(refinement);
    return text + "\n";
}

} // namespace stepwise::models

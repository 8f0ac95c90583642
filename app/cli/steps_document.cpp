#include "app/cli/steps_document.h"

#include "core/plain_text.h"

#include <fmt/format.h>

#include <cmath>

namespace stepwise::app {

namespace {

constexpr float kWorthMentioning = 0.05F;

std::string settingsTable(const effects::Step& step) {
    std::string text = "| knob | setting | what it does |\n|---|---|---|\n";
    const auto parameters = effects::effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const bool changed = std::abs(step.values[i] - parameters[i].defaultValue) > 1e-4F;
        if (parameters[i].predicted || changed)
            text += fmt::format("| {} | {} | {} |\n", parameters[i].name,
                                effects::formatDisplay(parameters[i], step.values[i]), parameters[i].help);
    }
    return text;
}

std::string stepSection(const models::Timeline& timeline, std::size_t index) {
    const models::TimelineStep& step = timeline.steps()[index];
    const effects::EffectInfo& info = effects::effectInfo(step.step.effect);
    const double before = timeline.measuredBefore(index).errors.mse;
    const double after = step.measured.errors.mse;
    std::string text = fmt::format("## {}. {}\n\n{}\n\n", index + 1, info.name, info.help);
    text += settingsTable(step.step);
    text += step.helps ? fmt::format("\nThe error (MSE) falls from {:.4f} to {:.4f}: {:.0f} % of it is gone. ", before,
                                     after, before > 0.0 ? 100.0 * (1.0 - after / before) : 0.0)
                       : fmt::format("\nThis step does not help (MSE {:.4f} to {:.4f}); it is not part of the result. ",
                                     before, after);
    if (step.confidence)
        text += fmt::format("Confidence {:.0f} %.", 100.0F * *step.confidence);
    if (!step.alternatives.empty() && step.alternatives.front().confidence > kWorthMentioning) {
        const models::Alternative& other = step.alternatives.front();
        text += fmt::format(" {}: {} ({:.0f} %).",
                            other.confidence > step.confidence.value_or(0.0F) ? "Likelier before anything was tried out"
                                                                              : "Next best guess",
                            effects::effectInfo(other.step.effect).name, 100.0F * other.confidence);
    }
    return text + fmt::format(" Listen to `step-{}.wav`.\n\n", index + 1);
}

} // namespace

std::string stepsDocument(const models::Timeline& timeline, models::StopReason reason,
                          const std::vector<std::string>& notes) {
    const std::size_t best = timeline.bestPrefix();
    std::string text = "# From the dry sound to the target\n\n";
    for (const std::string& note : notes)
        text += fmt::format("> {}\n\n", core::plainText(note));
    if (timeline.steps().empty() && reason != models::StopReason::nothingToDo)
        text += "No step brings the sound nearer to the target.\n\n";
    for (std::size_t i = 0; i < timeline.steps().size(); ++i)
        text += stepSection(timeline, i);
    text += fmt::format("## Result\n\n{}\n\n", models::explain(reason));
    text += "| error | dry | result | left |\n|---|---|---|---|\n";
    for (const core::ErrorColumn& column : core::kErrorColumns) {
        const double initial = timeline.inputMeasured().errors.*column.value;
        const double final = timeline.measuredBefore(best).errors.*column.value;
        text += fmt::format("| {} | {:.4g} | {:.4g} | {:.0f} % |\n", column.name, initial, final,
                            initial > 0.0 ? 100.0 * final / initial : 0.0);
    }
    const double trimDb = timeline.chain(best).trimDb;
    if (std::abs(trimDb) >= 0.05)
        text += fmt::format("\nAt the end, a trim of {:+.1f} dB brings the result to the target's loudness.\n", trimDb);
    return text;
}

} // namespace stepwise::app

#include "models/evaluation_report.h"

#include "models/evaluation_tables.h"
#include "models/free_rounds_section.h"
#include "models/refinement_section.h"
#include "models/report_cells.h"

#include <algorithm>
#include <vector>

namespace stepwise::models {

namespace {

/// Final over initial error and shares as published (design, section 8), per group.
struct Published {
    std::string_view name;
    std::array<double, core::kPresetGroupCount> values;
};
constexpr std::array<Published, 4> kPublishedRatios = {{{"MSE", {0.012 / 0.055, 0.009 / 0.039, 0.013 / 0.049}},
                                                        {"MAE", {0.074 / 0.172, 0.067 / 0.150, 0.077 / 0.181}},
                                                        {"MFCC", {70.06 / 157.15, 62.25 / 146.79, 72.52 / 176.37}},
                                                        {"LSD", {7.62 / 16.16, 6.71 / 14.13, 7.74 / 16.90}}}};
/// Of the MSE, from the authors' released arrays.
constexpr std::array<double, core::kPresetGroupCount> kPublishedBestPrefix = {0.16, 0.18, 0.14};
constexpr std::array<double, core::kPresetGroupCount> kPublishedNextEffect = {0.983, 0.985, 0.986};

double ratio(const Outcome& outcome, const core::ErrorColumn& column) {
    return ratio(outcome.final, outcome.initial, column);
}

/// One row a figure; columns: published, `paper`, greedy, searched, each as "basic / advanced / modulating".
template <class Value>
std::string row(const CardEvaluations& evaluations, std::string_view name, const std::string& published,
                const Value& value) {
    std::string text = fmt::format("| {} | {} |", name, published);
    for (const auto* evaluation : {&evaluations.paper, &evaluations.greedy, &evaluations.searched})
        text += fmt::format(" {} |", *evaluation ? byGroup(**evaluation, value) : "–");
    return text + "\n";
}

std::string publishedRatios(const std::array<double, core::kPresetGroupCount>& values) {
    return fmt::format("{:.2f} / {:.2f} / {:.2f}", values[0], values[1], values[2]);
}

std::string mainTable(const CardEvaluations& evaluations) {
    std::string text =
        "Final over initial error after as many suggested steps as the target has effects, those that do not help "
        "included; basic / advanced / advanced modulating shapes.\n\n"
        "| | the paper, published | `paper` networks, greedy | these, greedy | these, searched |\n"
        "|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < core::kErrorColumns.size(); ++i) {
        const core::ErrorColumn& column = core::kErrorColumns[i];
        text += row(evaluations, column.name,
                    i < kPublishedRatios.size() ? publishedRatios(kPublishedRatios[i].values) : "–",
                    [&](const GroupResult& result) { return fmt::format("{:.3f}", ratio(result.all, column)); });
    }
    text +=
        row(evaluations, "MSE, best prefix of the steps", publishedRatios(kPublishedBestPrefix),
            [](const GroupResult& result) {
                return fmt::format("{:.3f}", ratio(result.all.bestPrefix, result.all.initial, core::kErrorColumns[0]));
            });
    text += row(evaluations, "worse than dry", "7–10 %",
                [](const GroupResult& result) { return percent(result.all.worseThanDry); });
    text += row(evaluations, "exact set of effects", "79–83 %",
                [](const GroupResult& result) { return percent(result.all.exactSet); });
    text += row(evaluations, "next effect, all but the last step given",
                fmt::format("{:.1f} % / {:.1f} % / {:.1f} %", 100.0 * kPublishedNextEffect[0],
                            100.0 * kPublishedNextEffect[1], 100.0 * kPublishedNextEffect[2]),
                [](const GroupResult& result) { return percent(result.nextEffectLastAll()); });
    text += row(evaluations, "first pick is in the target's set", "97.5–98.4 %",
                [](const GroupResult& result) { return percent(result.firstInSet); });
    return text + "\n";
}

std::string outcomeRow(std::string_view name, const Outcome& outcome) {
    std::string text = fmt::format("| {} | {} |", name, outcome.initial.items);
    for (std::size_t i = 0; i < kPublishedRatios.size(); ++i)
        text += fmt::format(" {:.3f} |", ratio(outcome, core::kErrorColumns[i]));
    return text + fmt::format(" {} | {} |\n", percent(outcome.worseThanDry), percent(outcome.exactSet));
}

constexpr std::string_view kOutcomeHeader =
    "targets | MSE | MAE | MFCC | LSD | worse than dry | exact set |\n|---|---|---|---|---|---|---|---|\n";

std::string heldOutTable(const Evaluation& evaluation) {
    std::string rows;
    for (const auto& [key, result] : evaluation.groups)
        if (key.first != Condition::standard)
            rows +=
                outcomeRow(fmt::format("{}; {}", conditionText(key.first), core::groupName(key.second)), result.all);
    if (rows.empty())
        return "";
    return fmt::format("### Held-out conditions\n\nGreedy, ratios as above.\n\n| condition; group | {}{}\n",
                       kOutcomeHeader, rows);
}

/// All parts of all groups, the worst MSE ratio first.
std::string partsTable(const Evaluation& evaluation) {
    std::map<std::string, Outcome> parts;
    for (const auto& [key, result] : evaluation.groups)
        for (const auto& [name, outcome] : result.parts) {
            const bool isStandard = key.first == Condition::standard;
            const bool isStratum = name.find(" to ") != std::string::npos;
            if (isStandard || isStratum)
                parts[isStandard ? name : fmt::format("{}: {}", conditionKey(key.first), name)].add(outcome);
        }
    std::vector<std::pair<std::string, Outcome>> order(parts.begin(), parts.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return ratio(a.second, core::kErrorColumns[0]) > ratio(b.second, core::kErrorColumns[0]);
    });
    std::string text = fmt::format("### Where it fails\n\nBy sound, by chain length, by note and by level, greedy, the "
                                   "hardest first.\n\n| part | {}",
                                   kOutcomeHeader);
    for (const auto& [name, outcome] : order)
        text += outcomeRow(name, outcome);
    return text + "\n";
}

std::string calibrationSection(const CardEvaluations& evaluations) {
    return "### Confidence\n\nA hit is a suggested effect that is the next one the target's chain lacks. Expected "
           "calibration errors; the picture is of the greedy rounds:\n\n" +
           calibrationTable(evaluations) + "![Reliability diagram](reliability.svg)\n\n";
}

int targetsAGroup(const Evaluation& evaluation) {
    int targets = 0;
    for (const auto& [key, result] : evaluation.groups)
        if (key.first == Condition::standard)
            targets = result.all.initial.items;
    return targets;
}

} // namespace

Calibration overallCalibration(const Evaluation& evaluation) {
    Calibration calibration;
    for (const auto& [key, result] : evaluation.groups)
        if (key.first == Condition::standard)
            calibration.add(result.calibration);
    return calibration;
}

std::string evaluationReport(const CardEvaluations& evaluations) {
    if (!evaluations.greedy)
        return "";
    const Evaluation& greedy = *evaluations.greedy;
    std::string text = fmt::format("\n## Evaluation\n\nTargets of seeds that no training data uses (seed {}), 1 to 5 "
                                   "effects, all presets of the group.",
                                   greedy.seed);
    if (evaluations.searched)
        text +=
            fmt::format(" Searched: a beam search worth {:.0f} ms a target, on {} targets a group, without refinement.",
                        evaluations.searched->budgetMs, targetsAGroup(*evaluations.searched));
    text += "\n\n" + mainTable(evaluations);
    if (const auto& refined = evaluations.refined ? evaluations.refined : evaluations.searched)
        text += refinementSection(*refined);
    if (!evaluations.free.empty())
        text += freeRoundsSection(evaluations.free);
    text += errorTables(evaluations) + effectTables(evaluations) + nextEffectTables(evaluations) +
            calibrationSection(evaluations) + heldOutTable(greedy) + partsTable(greedy);
    return text;
}

std::string reliabilityDiagramSvg(const Calibration& calibration) {
    constexpr double kSide = 260.0;
    constexpr double kLeft = 50.0;
    constexpr double kTop = 20.0;
    const auto x = [](double confidence) { return kLeft + kSide * confidence; };
    const auto y = [](double share) { return kTop + kSide * (1.0 - share); };
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"340\" height=\"330\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<rect x=\"{0}\" y=\"{1}\" "
        "width=\"{2}\" height=\"{2}\" fill=\"none\" stroke=\"#999999\"/>\n<line x1=\"{3}\" y1=\"{4}\" x2=\"{5}\" "
        "y2=\"{6}\" stroke=\"#999999\" stroke-dasharray=\"4\"/>\n",
        kLeft, kTop, kSide, x(0.0), y(0.0), x(1.0), y(1.0));
    for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
        const Share& bin = calibration.bins[i];
        if (bin.items == 0)
            continue;
        const double low = static_cast<double>(i) / Calibration::kBins;
        svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#4477aa\" "
                           "fill-opacity=\"0.7\"><title>{} of {}</title></rect>\n",
                           x(low) + 2.0, y(bin.value()), kSide / Calibration::kBins - 4.0, kSide * bin.value(),
                           bin.hits, bin.items);
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"#ee6677\"/>\n",
                           x(calibration.confidenceSums[i] / bin.items), y(bin.value()));
    }
    for (const double value : {0.0, 0.5, 1.0})
        svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{:.0f} %</text>\n<text x=\"{:.0f}\" "
                           "y=\"{:.0f}\" text-anchor=\"end\">{:.0f} %</text>\n",
                           x(value), y(0.0) + 18.0, 100.0 * value, kLeft - 6.0, y(value) + 4.0, 100.0 * value);
    return svg + fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">confidence; height: how often "
                             "right</text>\n</svg>\n",
                             x(0.5), y(0.0) + 38.0);
}

} // namespace stepwise::models

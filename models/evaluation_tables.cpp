#include "models/evaluation_tables.h"

#include "models/report_cells.h"

#include <utility>
#include <vector>

namespace stepwise::models {

namespace {

constexpr std::string_view kErrorNames = " MSE | MAE | MFCC | LSD | SC | MR-STFT |";

std::vector<std::pair<std::string, const Evaluation*>> present(const CardEvaluations& evaluations) {
    std::vector<std::pair<std::string, const Evaluation*>> list;
    const auto add = [&](const char* name, const std::optional<Evaluation>& evaluation) {
        if (evaluation)
            list.emplace_back(name, &*evaluation);
    };
    add("`paper` networks, greedy", evaluations.paper);
    add("These, greedy", evaluations.greedy);
    add("These, searched", evaluations.searched);
    return list;
}

/// What the networks say with the true steps given does not depend on the search: such tables come once.
template <class Table>
std::string tables(const CardEvaluations& evaluations, const Table& table) {
    std::vector<std::pair<std::string, std::string>> parts;
    for (const auto& [name, evaluation] : present(evaluations)) {
        std::string content = table(*evaluation);
        const auto same = std::ranges::find(parts, content, &std::pair<std::string, std::string>::second);
        if (same == parts.end())
            parts.emplace_back(name, std::move(content));
        else
            same->first += "; " + name;
    }
    std::string text;
    for (const auto& [names, content] : parts)
        text += fmt::format("{}:\n\n{}\n", names, content);
    return text;
}

/// Rows of the standard targets, group by group.
template <class Rows>
std::string groupRows(const Evaluation& evaluation, const Rows& rows) {
    std::string text;
    for (const auto& [key, result] : evaluation.groups)
        if (key.first == Condition::standard)
            text += rows(core::groupName(key.second), result);
    return text;
}

std::string absoluteTable(const Evaluation& evaluation) {
    return fmt::format("| group | targets |{}\n|---|---|---|---|---|---|---|---|\n", kErrorNames) +
           groupRows(evaluation, [](std::string_view group, const GroupResult& result) {
               std::string row = fmt::format("| {} | {} |", group, result.all.initial.items);
               for (const core::ErrorColumn& column : core::kErrorColumns)
                   row += fmt::format(" {:.4g} → {:.4g} |", result.all.initial.mean().*column.value,
                                      result.all.final.mean().*column.value);
               return row + "\n";
           });
}

std::string stepTable(const Evaluation& evaluation) {
    std::string text = "| | 1 step | 2 | 3 | 4 | 5 | best prefix |\n|---|---|---|---|---|---|---|\n";
    for (const core::ErrorColumn& column : core::kErrorColumns) {
        const auto cells = [&](const auto& after) {
            return byGroup(evaluation, [&](const GroupResult& result) {
                return fmt::format("{:.3f}", ratio(after(result), result.all.initial, column));
            });
        };
        text += fmt::format("| {} |", column.name);
        for (std::size_t step = 0; step < effects::kEffectCount; ++step)
            text += fmt::format(" {} |", cells([&](const GroupResult& result) { return result.perStep[step]; }));
        text += fmt::format(" {} |\n", cells([](const GroupResult& result) { return result.all.bestPrefix; }));
    }
    return text;
}

std::string aloneTable(const Evaluation& evaluation) {
    return fmt::format("| group | effect |{} improves |\n|---|---|---|---|---|---|---|---|---|\n", kErrorNames) +
           groupRows(evaluation, [](std::string_view group, const GroupResult& result) {
               std::string rows;
               for (const effects::EffectId effect : effects::kAllEffects) {
                   const EffectResult& one = result.effects[static_cast<std::size_t>(effect)];
                   rows += fmt::format("| {} | {} |", group, effects::effectInfo(effect).name);
                   for (const core::ErrorColumn& column : core::kErrorColumns)
                       rows += fmt::format(" {:.2f} |", ratio(one.with, one.without, column));
                   rows += fmt::format(" {} |\n", percent(one.improved));
               }
               return rows;
           });
}

std::string missedTable(const Evaluation& evaluation) {
    std::string text = "| effect | missed | put in wrongly |\n|---|---|---|\n";
    for (const effects::EffectId effect : effects::kAllEffects) {
        const auto cells = [&](Share EffectResult::*share) {
            return byGroup(evaluation, [&](const GroupResult& result) {
                return percent(result.effects[static_cast<std::size_t>(effect)].*share);
            });
        };
        text += fmt::format("| {} | {} | {} |\n", effects::effectInfo(effect).name, cells(&EffectResult::missed),
                            cells(&EffectResult::extra));
    }
    return text;
}

std::string nextEffectTable(const Evaluation& evaluation) {
    return "| group | given | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|---|\n" +
           groupRows(evaluation, [](std::string_view group, const GroupResult& result) {
               std::string rows;
               for (const bool last : {true, false}) {
                   rows += fmt::format("| {} | {} |", group, last ? "all but the last step" : "the dry sound");
                   for (const Share& share : last ? result.nextEffectLast : result.nextEffectDry)
                       rows += fmt::format(" {} |", percent(share));
                   rows += "\n";
               }
               return rows;
           });
}

} // namespace

std::string errorTables(const CardEvaluations& evaluations) {
    return "### Errors themselves\n\nOf the dry sound, and after all suggested steps.\n\n" +
           tables(evaluations, absoluteTable) +
           "### Step by step\n\nWhat is left of the dry sound's error after each step; basic / advanced / advanced "
           "modulating shapes. A round that has ended keeps its last error. The best prefix is what the program takes "
           "by default.\n\n" +
           tables(evaluations, stepTable);
}

std::string effectTables(const CardEvaluations& evaluations) {
    return "### Each effect alone\n\nThe true chain with the network's knobs at the effect's place: what it leaves of "
           "the errors of the same chain without the effect, and how often it lowers the MSE.\n\n" +
           tables(evaluations, aloneTable) +
           "### Effects missed and put in wrongly\n\nBy whole rounds; basic / advanced / advanced modulating "
           "shapes.\n\n" +
           tables(evaluations, missedTable);
}

std::string nextEffectTables(const CardEvaluations& evaluations) {
    return "### Next effect by chain length\n\nEffects that were used are out of the question: in a chain of five, "
           "with "
           "all but the last step given, a single one is left, which is always right.\n\n" +
           tables(evaluations, nextEffectTable);
}

std::string calibrationTable(const CardEvaluations& evaluations) {
    std::string text = "| | basic / advanced / advanced modulating shapes | all together |\n|---|---|---|\n";
    for (const auto& [name, evaluation] : present(evaluations))
        text += fmt::format("| {} | {} | {:.3f} |\n", name,
                            byGroup(*evaluation,
                                    [](const GroupResult& result) {
                                        return fmt::format("{:.3f}", result.calibration.expectedError());
                                    }),
                            overallCalibration(*evaluation).expectedError());
    return text + "\n";
}

} // namespace stepwise::models

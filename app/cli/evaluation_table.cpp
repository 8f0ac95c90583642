#include "app/cli/evaluation_table.h"

#include "app/cli/output.h"

#include <fmt/format.h>

#include <algorithm>

namespace stepwise::app {

namespace {

double percent(const models::Share& share) {
    return 100.0 * share.value();
}

/// Free rounds do not ask the networks alone.
std::string networkText(const models::GroupResult& result) {
    if (result.firstInSet.items == 0)
        return {};
    return fmt::format("next effect (last) {:.1f} %, first in set {:.1f} %, ", percent(result.nextEffectLastAll()),
                       percent(result.firstInSet));
}

std::string aloneText(const models::EffectResult& effect) {
    if (effect.improved.items == 0)
        return {};
    return fmt::format("alone leaves {:.2f} of the MSE, {:.2f} of the LSD, improves {:.0f} % of {}; ",
                       effect.with.mean().mse / std::max(effect.without.mean().mse, 1e-12),
                       effect.with.mean().lsd / std::max(effect.without.mean().lsd, 1e-12), percent(effect.improved),
                       effect.improved.items);
}

void printStandard(std::string_view name, const models::GroupResult& result) {
    print("\n{} ({} targets)\n", name, result.all.initial.items);
    print("{:<10}{:>10}{:>10}{:>8}{:>14}\n", "", "initial", "final", "ratio", "best prefix");
    for (const core::ErrorColumn& column : core::kErrorColumns) {
        const double initial = result.all.initial.mean().*column.value;
        const double final = result.all.final.mean().*column.value;
        const double best = result.all.bestPrefix.mean().*column.value;
        print("{:<10}{:>10.4f}{:>10.4f}{:>8.3f}{:>14.3f}\n", column.name, initial, final, final / initial,
              best / initial);
    }
    print("worse than dry {:.1f} %, exact set {:.1f} %, {}confidence off by {:.3f}, {:.0f} ms a target\n",
          percent(result.all.worseThanDry), percent(result.all.exactSet), networkText(result),
          result.calibration.expectedError(), 1000.0 * result.suggestSeconds / std::max(result.all.initial.items, 1));
    for (const effects::EffectId effect : effects::kAllEffects) {
        const models::EffectResult& one = result.effects[static_cast<std::size_t>(effect)];
        print("  {:<13}{}missed {:.1f} %, put in wrongly {:.1f} %\n", effects::effectInfo(effect).name, aloneText(one),
              percent(one.missed), percent(one.extra));
    }
}

void printRefinement(const models::GroupResult& result) {
    const models::RefinementResult& refinement = result.refinement;
    if (refinement.initial.items == 0)
        return;
    const core::Errors dry = result.all.initial.mean();
    const core::Errors final = refinement.final.mean();
    const double items = refinement.initial.items;
    print("refined: MSE {:.3f}, MAE {:.3f}, MFCC {:.3f}, LSD {:.3f} of the dry sound's; {:.0f} renders and {:.2f} s "
          "a target, {:.1f} % worse\n",
          final.mse / dry.mse, final.mae / dry.mae, final.mfcc / dry.mfcc, final.lsd / dry.lsd,
          refinement.renders / items, refinement.seconds / items, percent(refinement.worse));
    models::KnobRecovery knobs;
    for (const auto& [name, knob] : refinement.knobs)
        knobs.add(knob);
    print("knobs, where effects, order and modes were found: {} of {} measurable, median error {}\n",
          knobs.measurable(), knobs.items, knobs.medianErrorText());
}

void printHeldOut(const models::Evaluation& evaluation) {
    print("\n{:<16}{:<28}{:>8}{:>8}{:>8}{:>8}{:>8}{:>9}{:>9}\n", "held out", "group", "targets", "MSE", "MAE", "MFCC",
          "LSD", "worse %", "exact %");
    for (const auto& [key, result] : evaluation.groups) {
        if (key.first == models::Condition::standard)
            continue;
        const core::Errors initial = result.all.initial.mean();
        const core::Errors final = result.all.final.mean();
        print("{:<16}{:<28}{:>8}{:>8.3f}{:>8.3f}{:>8.3f}{:>8.3f}{:>9.1f}{:>9.1f}\n", models::conditionKey(key.first),
              core::groupName(key.second), result.all.initial.items, final.mse / initial.mse, final.mae / initial.mae,
              final.mfcc / initial.mfcc, final.lsd / initial.lsd, percent(result.all.worseThanDry),
              percent(result.all.exactSet));
    }
}

} // namespace

void printEvaluation(const models::Evaluation& evaluation) {
    print("Weights {}, seed {}, {}\n", evaluation.models, evaluation.seed,
          evaluation.budgetMs > 0.0 ? fmt::format("searched for {:.0f} ms", evaluation.budgetMs) : "greedy");
    bool hasHeldOut = false;
    for (const auto& [key, result] : evaluation.groups) {
        if (key.first == models::Condition::standard) {
            printStandard(core::groupName(key.second), result);
            printRefinement(result);
        } else
            hasHeldOut = true;
    }
    if (hasHeldOut)
        printHeldOut(evaluation);
}

} // namespace stepwise::app

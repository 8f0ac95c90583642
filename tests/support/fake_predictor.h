// A predictor whose answers are given: what surrounds the networks is tested without them.
#pragma once

#include "models/predictor.h"

#include <algorithm>

namespace stepwise::test {

/// Ranks effects in the order of `ranking` and proposes `proposals`, whatever it is shown.
class FakePredictor : public models::Predictor {
public:
    std::vector<effects::Step> ranking; ///< likeliest first
    float firstShare = 0.5F;
    float doneProbability = 0.0F;
    models::SearchedConfidence searched;
    int questions = 0;
    models::Situation lastSituation;

    models::Prediction predict(const models::Situation& situation) override {
        ++questions;
        lastSituation = situation;
        models::Prediction prediction;
        for (const effects::EffectId effect : effects::kAllEffects)
            prediction.proposals[static_cast<std::size_t>(effect)].values = effects::defaultValues(effect);
        prediction.doneProbability = doneProbability;
        float share = firstShare;
        for (const effects::Step& step : ranking) {
            if (std::find(situation.effects.begin(), situation.effects.end(), step.effect) != situation.effects.end())
                continue;
            const auto index = static_cast<std::size_t>(step.effect);
            prediction.effectProbabilities[index] = share;
            prediction.proposals[index].values = step.values;
            share /= 2.0F;
        }
        return prediction;
    }
    std::string name() const override { return "fake"; }
    models::SearchedConfidence searchedConfidence() const override { return searched; }
};

} // namespace stepwise::test

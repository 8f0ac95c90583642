#include "models/predictor.h"

#include "core/asset_folder.h"

#include "models/model_files.h"
#include "models/torch_runtime.h"

#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace stepwise::models {

namespace {

namespace fs = std::filesystem;

torch::Tensor rowOf(const core::Spectrogram& melDb) {
    if (melDb.values.size() != kInputValues)
        throw std::invalid_argument("networks hear windows of one second");
    return torch::from_blob(const_cast<float*>(melDb.values.data()), {1, kInputValues}, torch::kFloat32);
}

class NetworkPredictor : public Predictor {
public:
    explicit NetworkPredictor(LoadedModel model) : model_(std::move(model)) { warmUp(); }

    Prediction predict(const Situation& situation) override {
        const torch::NoGradGuard guard;
        const auto steps = static_cast<std::int64_t>(situation.effects.size() + 1);
        const auto windows = static_cast<std::int64_t>(situation.windows.size());
        const torch::Tensor pairs = pairsOf(situation);
        const torch::Tensor features = model_.networks->encode(pairs).view({windows, steps, -1});
        Prediction prediction;
        setEffectProbabilities(prediction, situation, features);
        const torch::Tensor lastPairs =
            pairs.view({windows, steps, kPairPlanes, core::kMelBands, kInputFrames}).select(1, steps - 1);
        const torch::Tensor lastFeatures = features.select(1, steps - 1);
        for (const effects::EffectId effect : effects::kAllEffects)
            prediction.proposals[static_cast<std::size_t>(effect)] = proposalFor(effect, lastPairs, lastFeatures);
        return prediction;
    }

    std::string name() const override { return model_.architecture + " " + model_.fingerprint.substr(0, 8); }

    SearchedConfidence searchedConfidence() const override { return model_.calibration.searched; }

private:
    /// The first pass of a network allocates and plans; it should not be the learner's.
    void warmUp() {
        Situation situation;
        const core::Spectrogram silence(core::kMelBands, kInputFrames);
        situation.windows.push_back({{silence}, silence});
        predict(situation);
    }

    static torch::Tensor pairsOf(const Situation& situation) {
        std::vector<torch::Tensor> current;
        std::vector<torch::Tensor> target;
        for (const WindowHistory& window : situation.windows)
            for (const core::Spectrogram& sound : window.soundsDb) {
                const float shift = targetShiftDb(situation.levelKnown, totalPowerDb(sound.values),
                                                  totalPowerDb(window.targetDb.values));
                current.push_back(rowOf(sound));
                target.push_back(rowOf(window.targetDb) + shift);
            }
        const torch::Tensor currentDb = torch::cat(current);
        const torch::Tensor flags = torch::full({currentDb.size(0)}, situation.levelKnown ? 1.0F : 0.0F);
        return makePairs(currentDb, torch::cat(target), flags);
    }

    void setEffectProbabilities(Prediction& prediction, const Situation& situation, const torch::Tensor& features) {
        torch::Tensor used = torch::zeros({features.size(0), features.size(1), effects::kEffectCount});
        std::array<bool, effects::kEffectCount> isUsed = {};
        for (std::size_t i = 0; i < situation.effects.size(); ++i) {
            const auto effect = static_cast<std::int64_t>(situation.effects[i]);
            used.select(1, static_cast<std::int64_t>(i) + 1).select(1, effect).fill_(1.0);
            isUsed[static_cast<std::size_t>(effect)] = true;
        }
        const torch::Tensor logits = model_.networks->nextEffect(torch::cat({features, used}, 2));
        const torch::Tensor shares = torch::softmax(logits, 1).mean(0).contiguous();
        prediction.doneProbability = shares.data_ptr<float>()[kDoneClass];
        float sum = 0.0F;
        for (std::size_t i = 0; i < prediction.effectProbabilities.size(); ++i) {
            const float share = shares.data_ptr<float>()[i] + 1e-9F;
            prediction.effectProbabilities[i] =
                isUsed[i] ? 0.0F : std::pow(share, static_cast<float>(1.0 / model_.calibration.temperature));
            sum += prediction.effectProbabilities[i];
        }
        for (float& probability : prediction.effectProbabilities)
            probability /= std::max(sum, 1e-30F);
    }

    Proposal proposalFor(effects::EffectId effect, const torch::Tensor& pairs, const torch::Tensor& features) {
        const EffectOutputs outputs = effectOutputs(effect);
        const auto parameters = effects::effectInfo(effect).parameters;
        const EffectEstimate estimate = model_.networks->effect(effect, pairs, features);
        Proposal proposal;
        proposal.values = effects::defaultValues(effect);
        const torch::Tensor continuous = estimate.continuous.mean(0).contiguous();
        for (std::size_t i = 0; i < outputs.continuous.size(); ++i)
            proposal.values[static_cast<std::size_t>(outputs.continuous[i])] = continuous.data_ptr<float>()[i];
        if (estimate.density.defined())
            addDensities(proposal, outputs, torch::softmax(estimate.density, 2).mean(0).contiguous());
        if (outputs.choice >= 0) {
            const torch::Tensor shares = torch::softmax(estimate.logits, 1).mean(0).contiguous();
            const float* first = shares.data_ptr<float>();
            proposal.choiceProbabilities.assign(first, first + outputs.classes);
            const auto choice = static_cast<std::size_t>(outputs.choice);
            proposal.values[choice] = effects::choiceValue(
                parameters[choice], static_cast<int>(std::max_element(first, first + outputs.classes) - first));
        }
        return proposal;
    }

    static void addDensities(Proposal& proposal, const EffectOutputs& outputs, const torch::Tensor& shares) {
        const float* first = shares.data_ptr<float>();
        for (std::size_t i = 0; i < outputs.continuous.size(); ++i, first += kKnobBins)
            proposal.densities.push_back({outputs.continuous[i], std::vector<float>(first, first + kKnobBins)});
    }

    LoadedModel model_;
};

} // namespace

std::unique_ptr<Predictor> loadPredictor(const fs::path& folder) {
    keepBlasOnOneThread();
    return std::make_unique<NetworkPredictor>(readModel(folder));
}

fs::path defaultModelFolder() {
    if (const char* chosen = std::getenv("STEPWISE_MODELS"); chosen != nullptr && *chosen != '\0')
        return chosen;
    return core::assetFolder() / "models";
}

} // namespace stepwise::models

#include "models/networks.h"

#include "core/error.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace {

constexpr int kLstmUnits = 128;
constexpr int kNextUnits = 128;

} // namespace

Networks::Networks(int featureCount, double dropout)
    : lstm_(torch::nn::LSTMOptions(featureCount + effects::kEffectCount, kLstmUnits)
                .batch_first(true)
                .bidirectional(true)),
      next_(torch::nn::Linear(2 * kLstmUnits, kNextUnits), torch::nn::ELU(), torch::nn::Dropout(dropout),
            torch::nn::Linear(kNextUnits, kNextClasses)) {
    register_module("lstm", lstm_);
    register_module("next", next_);
}

torch::Tensor Networks::nextEffect(const torch::Tensor& sequences) {
    const auto [outputs, state] = lstm_->forward(sequences);
    const torch::Tensor hidden = std::get<0>(state); // directions x batch x units
    return next_->forward(torch::cat({hidden[0], hidden[1]}, 1));
}

EffectOutputs effectOutputs(effects::EffectId effect) {
    EffectOutputs outputs;
    const auto parameters = effects::effectInfo(effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (!parameters[i].predicted)
            continue;
        if (parameters[i].curve == effects::Curve::choice) {
            outputs.choice = static_cast<int>(i);
            outputs.classes = static_cast<int>(parameters[i].choices.size());
        } else {
            outputs.continuous.push_back(static_cast<int>(i));
        }
    }
    return outputs;
}

std::shared_ptr<Networks> makeNetworks(const std::string& architecture) {
    if (architecture == "paper")
        return makePaperNetworks();
    if (architecture == "swift")
        return makeSwiftNetworks();
    throw core::Error(fmt::format("There is no network architecture \"{}\" (known: swift, paper).", architecture));
}

torch::Tensor makePairs(const torch::Tensor& currentDb, const torch::Tensor& targetDb,
                        const torch::Tensor& levelKnown) {
    const auto rows = currentDb.size(0);
    const auto shape = [rows](const torch::Tensor& x) { return x.view({rows, core::kMelBands, kInputFrames}); };
    const torch::Tensor current = shape(currentDb);
    const torch::Tensor target = shape(targetDb);
    const torch::Tensor flag = levelKnown.view({rows, 1, 1}).expand({rows, core::kMelBands, kInputFrames});
    return torch::stack(
        {current / core::kDynamicRangeDb, target / core::kDynamicRangeDb, (target - current) / 20.0, flag}, 1);
}

} // namespace stepwise::models

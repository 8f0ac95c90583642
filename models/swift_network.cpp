// "swift": one strided convolutional trunk for everything, small heads on its features.
#include "models/networks.h"

namespace stepwise::models {

namespace {

namespace nn = torch::nn;

constexpr int kFeatures = 192;
constexpr int kHeadWidth = 128;
constexpr int kLstmUnits = 128;
constexpr double kDropout = 0.2;

nn::Sequential stridedBlock(int in, int out, int kernel) {
    return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(2).padding(kernel / 2).bias(false)),
                          nn::BatchNorm2d(out), nn::ELU(nn::ELUOptions().inplace(true)));
}

class SwiftNetworks : public Networks {
public:
    SwiftNetworks() {
        trunk_->extend(*stridedBlock(kPairPlanes, 24, 5));
        trunk_->extend(*stridedBlock(24, 48, 3));
        trunk_->extend(*stridedBlock(48, 96, 3));
        trunk_->extend(*stridedBlock(96, 128, 3));
        // Frequency stays, time is halved twice more: what the phaser moves must remain visible.
        trunk_->push_back(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({8, 2})));
        trunk_->push_back(nn::Flatten());
        trunk_->push_back(nn::Linear(128 * 8 * 2, kFeatures));
        trunk_->push_back(nn::ELU());
        register_module("trunk", trunk_);
        for (const effects::EffectId effect : effects::kAllEffects) {
            const EffectOutputs outputs = effectOutputs(effect);
            const int width = static_cast<int>(outputs.continuous.size()) + outputs.classes;
            nn::Sequential head(nn::Linear(kFeatures, kHeadWidth), nn::ELU(), nn::Dropout(kDropout),
                                nn::Linear(kHeadWidth, width));
            heads_.push_back(register_module("head_" + std::string(effects::effectInfo(effect).key), head));
        }
        register_module("lstm", lstm_);
        register_module("next", next_);
    }

    int featureCount() const override { return kFeatures; }
    bool effectsSeePairs() const override { return false; }

    torch::Tensor encode(const torch::Tensor& pairs) override {
        return trunk_->forward(pairs.contiguous(torch::MemoryFormat::ChannelsLast));
    }

    torch::Tensor nextEffect(const torch::Tensor& sequences) override {
        const auto [outputs, state] = lstm_->forward(sequences);
        const torch::Tensor hidden = std::get<0>(state); // directions x batch x units
        return next_->forward(torch::cat({hidden[0], hidden[1]}, 1));
    }

    EffectEstimate effect(effects::EffectId effect, const torch::Tensor&, const torch::Tensor& features) override {
        const auto index = static_cast<std::size_t>(effect);
        const EffectOutputs outputs = effectOutputs(effect);
        const auto count = static_cast<std::int64_t>(outputs.continuous.size());
        const torch::Tensor out = heads_[index]->forward(features);
        EffectEstimate estimate;
        estimate.continuous = torch::sigmoid(out.narrow(1, 0, count));
        if (outputs.classes > 0)
            estimate.logits = out.narrow(1, count, outputs.classes);
        return estimate;
    }

private:
    nn::Sequential trunk_;
    std::vector<nn::Sequential> heads_;
    nn::LSTM lstm_{
        nn::LSTMOptions(kFeatures + effects::kEffectCount, kLstmUnits).batch_first(true).bidirectional(true)};
    nn::Sequential next_{nn::Linear(2 * kLstmUnits, 128), nn::ELU(), nn::Dropout(kDropout),
                         nn::Linear(128, effects::kEffectCount)};
};

} // namespace

std::shared_ptr<Networks> makeSwiftNetworks() {
    return std::make_shared<SwiftNetworks>();
}

} // namespace stepwise::models

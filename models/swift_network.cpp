// "swift": one strided convolutional trunk for everything, small heads on its features.
#include "models/networks.h"

namespace stepwise::models {

namespace {

namespace nn = torch::nn;

constexpr int kFeatures = 384;
constexpr int kHeadWidth = 256;
/// What four strides of two leave of 128 bands x 87 frames.
constexpr int kMapPlanes = 128;
constexpr int kMapRows = 8;
constexpr int kMapColumns = 6;
constexpr double kDropout = 0.2;

nn::Sequential stridedBlock(int in, int out, int kernel) {
    return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(2).padding(kernel / 2).bias(false)),
                          nn::BatchNorm2d(out), nn::ELU(nn::ELUOptions().inplace(true)));
}

class SwiftNetworks : public Networks {
public:
    SwiftNetworks() : Networks(kFeatures, kDropout) {
        trunk_->extend(*stridedBlock(kPairPlanes, 24, 5));
        trunk_->extend(*stridedBlock(24, 48, 3));
        trunk_->extend(*stridedBlock(48, 96, 3));
        trunk_->extend(*stridedBlock(96, kMapPlanes, 3));
        // The whole map, not its mean over time: what the phaser moves must remain visible.
        trunk_->push_back(nn::Flatten());
        trunk_->push_back(nn::Linear(kMapPlanes * kMapRows * kMapColumns, kFeatures));
        trunk_->push_back(nn::ELU());
        register_module("trunk", trunk_);
        for (const effects::EffectId effect : effects::kAllEffects) {
            const EffectOutputs outputs = effectOutputs(effect);
            const int width = static_cast<int>(outputs.continuous.size()) * kKnobBins + outputs.classes;
            nn::Sequential head(nn::Linear(kFeatures, kHeadWidth), nn::ELU(), nn::Dropout(kDropout),
                                nn::Linear(kHeadWidth, width));
            heads_.push_back(register_module("head_" + std::string(effects::effectInfo(effect).key), head));
        }
    }

    bool effectsSeePairs() const override { return false; }

    torch::Tensor encode(const torch::Tensor& pairs) override {
        return trunk_->forward(pairs.contiguous(torch::MemoryFormat::ChannelsLast));
    }

    EffectEstimate effect(effects::EffectId effect, const torch::Tensor&, const torch::Tensor& features) override {
        const auto index = static_cast<std::size_t>(effect);
        const EffectOutputs outputs = effectOutputs(effect);
        const auto knobs = static_cast<std::int64_t>(outputs.continuous.size());
        const torch::Tensor out = heads_[index]->forward(features);
        EffectEstimate estimate;
        estimate.density = out.narrow(1, 0, knobs * kKnobBins).view({-1, knobs, kKnobBins});
        const torch::Tensor positions = torch::linspace(0.0, 1.0, kKnobBins, out.options());
        estimate.continuous = torch::softmax(estimate.density, 2).matmul(positions);
        if (outputs.classes > 0)
            estimate.logits = out.narrow(1, knobs * kKnobBins, outputs.classes);
        return estimate;
    }

private:
    nn::Sequential trunk_;
    std::vector<nn::Sequential> heads_;
};

} // namespace

std::shared_ptr<Networks> makeSwiftNetworks() {
    return std::make_shared<SwiftNetworks>();
}

} // namespace stepwise::models

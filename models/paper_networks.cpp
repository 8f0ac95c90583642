// "paper": the layers of Mitcheltree and Koike, "SerumRNN: step by step audio VST effect programming" (2021): one CNN
// per effect, and an LSTM over a time-distributed CNN of its own. Two planes in: current and target.
#include "models/networks.h"

namespace stepwise::models {

namespace {

namespace nn = torch::nn;

constexpr int kLstmFeatures = 128;
constexpr double kDropout = 0.5;
constexpr int kPaperPlanes = 2;

/// 3 x 3 convolutions, each with ELU and 4 x 4 max-pooling, then the flattened map. ELU rises, so the greatest of four
/// comes out the same whichever is first; last, it has a sixteenth of the work.
nn::Sequential paperConvolutions(std::array<int, 3> channels) {
    nn::Sequential layers;
    int in = kPaperPlanes;
    for (const int out : channels) {
        layers->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)));
        layers->push_back(nn::MaxPool2d(nn::MaxPool2dOptions(4)));
        layers->push_back(nn::ELU());
        in = out;
    }
    layers->push_back(nn::Flatten());
    return layers;
}

/// 128 x 87 pooled three times by 4: 2 x 1.
int flattened(int channels) {
    return channels * (core::kMelBands / 64) * (kInputFrames / 64);
}

class PaperNetworks : public Networks {
public:
    PaperNetworks() : Networks(kLstmFeatures, kDropout) {
        for (const effects::EffectId effect : effects::kAllEffects) {
            const EffectOutputs outputs = effectOutputs(effect);
            const int width = static_cast<int>(outputs.continuous.size()) + outputs.classes;
            nn::Sequential layers = paperConvolutions({64, 128, 128});
            layers->extend(*nn::Sequential(nn::Linear(flattened(128), 128), nn::ELU(), nn::Dropout(kDropout),
                                           nn::Linear(128, 128), nn::ELU(), nn::Dropout(kDropout),
                                           nn::Linear(128, width)));
            effects_.push_back(register_module("cnn_" + std::string(effects::effectInfo(effect).key), layers));
        }
        encoder_ = paperConvolutions({32, 64, 64});
        encoder_->extend(*nn::Sequential(nn::Linear(flattened(64), kLstmFeatures), nn::ELU(), nn::Dropout(kDropout)));
        register_module("encoder", encoder_);
    }

    bool effectsSeePairs() const override { return true; }
    bool seesLevelFlag() const override { return false; }

    torch::Tensor encode(const torch::Tensor& pairs) override { return encoder_->forward(planes(pairs)); }

    EffectEstimate effect(effects::EffectId effect, const torch::Tensor& pairs, const torch::Tensor&) override {
        const EffectOutputs outputs = effectOutputs(effect);
        const auto count = static_cast<std::int64_t>(outputs.continuous.size());
        const torch::Tensor out = effects_[static_cast<std::size_t>(effect)]->forward(planes(pairs));
        EffectEstimate estimate;
        estimate.continuous = torch::sigmoid(out.narrow(1, 0, count));
        if (outputs.classes > 0)
            estimate.logits = out.narrow(1, count, outputs.classes);
        return estimate;
    }

private:
    /// Channels last: pooling takes a tenth of the time.
    static torch::Tensor planes(const torch::Tensor& pairs) {
        return pairs.narrow(1, 0, kPaperPlanes).contiguous(torch::MemoryFormat::ChannelsLast);
    }

    std::vector<nn::Sequential> effects_;
    nn::Sequential encoder_{nullptr};
};

} // namespace

std::shared_ptr<Networks> makePaperNetworks() {
    return std::make_shared<PaperNetworks>();
}

} // namespace stepwise::models

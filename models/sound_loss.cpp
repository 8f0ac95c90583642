#include "models/sound_loss.h"

#include "core/perceptual_loss.h"
#include "core/spectrogram.h"

#include <cmath>

namespace stepwise::models {

namespace {

double squaredNorm(std::span<const float> values) {
    double sum = 0.0;
    for (const float value : values)
        sum += static_cast<double>(value) * value;
    return sum;
}

class MelLoss : public SoundLoss {
public:
    MelLoss(std::span<const float> target, std::size_t length) : length_(length) {
        targetDb_ = analyzer_.decibels(fitted(target));
        scale_ = 1.0F / (core::kDynamicRangeDb * std::sqrt(static_cast<float>(targetDb_.values.size())));
    }

    std::vector<float> residual(std::span<const float> sound) override {
        std::vector<float> result = analyzer_.decibels(fitted(sound)).values;
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] = scale_ * (result[i] - targetDb_.values[i]);
        return result;
    }

    double value(std::span<const float> residual) const override { return squaredNorm(residual); }
    double scale() const override { return 1.0; }

private:
    std::vector<float> fitted(std::span<const float> sound) const {
        std::vector<float> result(sound.begin(), sound.end());
        result.resize(length_, 0.0F);
        return result;
    }

    std::size_t length_;
    core::MelAnalyzer analyzer_;
    core::Spectrogram targetDb_;
    float scale_ = 1.0F;
};

class CompositeLoss : public SoundLoss {
public:
    CompositeLoss(std::span<const float> target, std::size_t length) : loss_(target, length) {}

    /// The differences of the logarithms, over the root of their number.
    std::vector<float> residual(std::span<const float> sound) override {
        std::vector<float> result = loss_.logDifferences(sound);
        for (float& difference : result)
            difference /= rootOf(result.size());
        return result;
    }

    double value(std::span<const float> residual) const override {
        std::vector<float> differences(residual.begin(), residual.end());
        for (float& difference : differences)
            difference *= rootOf(differences.size());
        return loss_.value(differences);
    }

    /// A dry sound's mel error is about 0.05, its perceptual loss about 2.
    double scale() const override { return 40.0; }

private:
    static float rootOf(std::size_t count) { return std::sqrt(static_cast<float>(count)); }

    core::PerceptualLoss loss_;
};

} // namespace

std::unique_ptr<SoundLoss> makeLoss(LossKind kind, std::span<const float> target, std::size_t length) {
    if (kind == LossKind::perceptual)
        return std::make_unique<CompositeLoss>(target, length);
    return std::make_unique<MelLoss>(target, length);
}

} // namespace stepwise::models

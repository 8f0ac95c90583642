// What a refinement lowers: the mel error of the evaluation, or a loss closer to hearing.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace stepwise::models {

enum class LossKind {
    mel,        ///< MSE of dB mel spectrograms over 80 dB
    perceptual, ///< see core/perceptual_loss.h
};

/// How far 44.1 kHz mono sounds are from one target. One instance per thread.
class SoundLoss {
public:
    virtual ~SoundLoss() = default;

    /// Differences from the target. Their sum of squares falls when the loss falls (the mel error: is the loss), which
    /// is what Gauss-Newton methods follow.
    virtual std::vector<float> residual(std::span<const float> sound) = 0;

    /// The loss of a residual.
    virtual double value(std::span<const float> residual) const = 0;

    /// How large the loss is where the mel error is 1, about.
    virtual double scale() const = 0;
};

/// Sounds and target are padded with silence to `length` samples, the longest that will be asked for.
std::unique_ptr<SoundLoss> makeLoss(LossKind kind, std::span<const float> target, std::size_t length);

} // namespace stepwise::models

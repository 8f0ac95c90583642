// Spreads a jump in level over a short time, so that neither attacks nor the length of loops change and nothing clicks.
#pragma once

#include "core/playable_sound.h"

#include <cmath>

namespace stepwise::core {

class Seam {
public:
    /// `here` and `after` are the first two frames behind the seam.
    void start(const StereoFrame& here, const StereoFrame& after, std::int64_t fadeFrames) noexcept {
        for (std::size_t side = 0; side < here.size(); ++side) {
            const float jump = last_[side] - here[side];
            // A step as large as the neighbouring ones is the waveform going on: seamless loops stay as they are.
            const float natural = std::max(std::abs(slope_[side]), std::abs(after[side] - here[side]));
            jump_[side] = std::copysign(std::max(std::abs(jump) - natural, 0.0F), jump);
        }
        length_ = left_ = fadeFrames;
    }

    StereoFrame smoothed(StereoFrame frame) noexcept {
        if (left_ > 0) {
            const float share = static_cast<float>(--left_) / static_cast<float>(length_);
            frame[0] += share * jump_[0];
            frame[1] += share * jump_[1];
        }
        slope_ = {frame[0] - last_[0], frame[1] - last_[1]};
        last_ = frame;
        return frame;
    }

private:
    StereoFrame last_ = {};
    StereoFrame slope_ = {}; ///< the step to `last_` from the frame before
    StereoFrame jump_ = {};
    std::int64_t left_ = 0;
    std::int64_t length_ = 1;
};

} // namespace stepwise::core

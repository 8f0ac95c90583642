// A chain that runs while it is played: every step's knobs can be turned meanwhile, and every step can be heard.
#pragma once

#include "core/live_stage.h"
#include "effects/chain.h"
#include "effects/processor.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace stepwise::effects {

/// One control thread turns knobs, one audio thread processes; values cross as atomics, without locks. Settled, and
/// from a reset on, the sound after a step is bit for bit what renderStep() gives for the same rate.
class LiveRack : public core::LiveStage {
public:
    /// Mono sounds run in mono and come out on both sides, as renderStep() does it.
    LiveRack(const std::vector<Step>& steps, Layout layout);
    ~LiveRack() override;

    int stepCount() const { return static_cast<int>(parts_.size()); }
    EffectId effect(int index) const;

    /// [control thread] Heard from the next block on. The effect cannot change: a step of another effect is left out.
    void setStep(int index, const Step& step);

    /// [any thread] The bands of a step's first channel in the last block; how many were written.
    int bandMeters(int index, std::span<BandMeter> meters) const;

    /// [any thread] The LFO's value of a step's first channel in the last block, in [-1, 1]; none if it has no LFO, or
    /// nothing was processed yet.
    std::optional<float> sweep(int index) const;

    void prepare(double sampleRateHz) override;
    void reset() noexcept override;
    void process(const float* stereo, int frames) noexcept override;
    std::span<const float> tap(int index) const noexcept override;
    int latencyFrames() const noexcept override { return latencyFrames_; }

private:
    struct Part;

    Layout layout_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::array<float, static_cast<std::size_t>(core::kLiveBlockFrames* kSoundPackLanes)> lanes_ = {};
    int blockFrames_ = 0;
    int latencyFrames_ = 0;
};

} // namespace stepwise::effects

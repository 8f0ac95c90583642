#include "effects/live_rack.h"

#include <algorithm>

namespace stepwise::effects {

namespace {

constexpr std::size_t kBlockFloats = std::size_t{2} * core::kLiveBlockFrames;
constexpr float kNoSweep = 2.0F; ///< outside what an LFO gives

/// Holds stereo frames back by a fixed number.
class FrameDelay {
public:
    void prepare(int frames) {
        held_.assign(2 * static_cast<std::size_t>(frames), 0.0F);
        at_ = 0;
    }
    void clear() noexcept { std::ranges::fill(held_, 0.0F); }
    void process(float* stereo, int frames) noexcept {
        if (held_.empty())
            return;
        for (int i = 0; i < 2 * frames; ++i) {
            std::swap(stereo[i], held_[at_]);
            at_ = at_ + 1 == held_.size() ? 0 : at_ + 1;
        }
    }

private:
    std::vector<float> held_;
    std::size_t at_ = 0;
};

} // namespace

struct LiveRack::Part {
    std::unique_ptr<Processor> processor;
    std::array<std::atomic<float>, kMaxParameterCount> values = {};
    std::atomic<std::uint32_t> version = 0;
    std::array<std::atomic<float>, kMaxBandMeters> levelsDb = {};
    std::array<std::atomic<float>, kMaxBandMeters> gainsDb = {};
    std::atomic<int> meterCount = 0;
    std::atomic<float> sweep = kNoSweep;
    // Audio thread only.
    std::uint32_t seenVersion = 0;
    int latencyBefore = 0; ///< of the parts before
    int framesToSkip = 0;  ///< until the sound's first frame arrives; its control grid and LFOs start there
    FrameDelay delay;      ///< so that every part's sound is equally late
    std::array<float, kBlockFloats> heard = {};

    void write(const ParameterValues& wanted) {
        for (std::size_t i = 0; i < wanted.size(); ++i)
            values[i].store(wanted[i], std::memory_order_relaxed);
        version.fetch_add(1, std::memory_order_release);
    }

    /// Values half written are followed by another version.
    void takeValues() noexcept {
        const std::uint32_t newest = version.load(std::memory_order_acquire);
        if (newest == seenVersion)
            return;
        seenVersion = newest;
        ParameterValues taken = {};
        for (std::size_t i = 0; i < taken.size(); ++i)
            taken[i] = values[i].load(std::memory_order_relaxed);
        processor->setParameters(std::span(&taken, 1));
    }

    void publishReadings() noexcept {
        std::array<BandMeter, kMaxBandMeters> meters;
        const int count = processor->bandMeters(meters);
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            levelsDb[i].store(meters[i].levelDb, std::memory_order_relaxed);
            gainsDb[i].store(meters[i].gainDb, std::memory_order_relaxed);
        }
        meterCount.store(count, std::memory_order_relaxed);
        sweep.store(processor->sweep().value_or(kNoSweep), std::memory_order_relaxed);
    }
};

LiveRack::LiveRack(const std::vector<Step>& steps, Layout layout) : layout_(layout) {
    for (const Step& step : steps) {
        parts_.push_back(std::make_unique<Part>());
        parts_.back()->processor = makeSoundProcessor(step.effect, layout);
        parts_.back()->write(step.values);
    }
}

LiveRack::~LiveRack() = default;

EffectId LiveRack::effect(int index) const {
    return parts_[static_cast<std::size_t>(index)]->processor->effect();
}

void LiveRack::setStep(int index, const Step& step) {
    if (index >= 0 && index < stepCount() && effect(index) == step.effect)
        parts_[static_cast<std::size_t>(index)]->write(step.values);
}

int LiveRack::bandMeters(int index, std::span<BandMeter> meters) const {
    if (index < 0 || index >= stepCount())
        return 0;
    const Part& part = *parts_[static_cast<std::size_t>(index)];
    const int count = std::min(part.meterCount.load(std::memory_order_relaxed), static_cast<int>(meters.size()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        meters[i] = {part.levelsDb[i].load(std::memory_order_relaxed), part.gainsDb[i].load(std::memory_order_relaxed)};
    return count;
}

std::optional<float> LiveRack::sweep(int index) const {
    if (index < 0 || index >= stepCount())
        return std::nullopt;
    const float sweep = parts_[static_cast<std::size_t>(index)]->sweep.load(std::memory_order_relaxed);
    return sweep == kNoSweep ? std::nullopt : std::optional(sweep);
}

void LiveRack::prepare(double sampleRateHz) {
    latencyFrames_ = 0;
    for (const auto& part : parts_) {
        part->takeValues();
        part->processor->prepare(sampleRateHz);
        part->framesToSkip = part->latencyBefore = latencyFrames_;
        latencyFrames_ += part->processor->latencyFrames();
    }
    for (const auto& part : parts_)
        part->delay.prepare(latencyFrames_ - part->latencyBefore - part->processor->latencyFrames());
    blockFrames_ = 0;
}

void LiveRack::reset() noexcept {
    for (const auto& part : parts_) {
        part->takeValues();
        part->processor->reset();
        part->delay.clear();
        part->framesToSkip = part->latencyBefore;
    }
    blockFrames_ = 0;
}

void LiveRack::process(const float* stereo, int frames) noexcept {
    blockFrames_ = std::min(frames, core::kLiveBlockFrames);
    const std::size_t right = layout_ == Layout::stereo ? 1 : 0;
    const auto count = static_cast<std::size_t>(blockFrames_);
    lanes_.fill(0.0F);
    for (std::size_t i = 0; i < count; ++i) {
        lanes_[kSoundPackLanes * i] = stereo[2 * i];
        lanes_[kSoundPackLanes * i + right] = stereo[2 * i + right];
    }
    for (const auto& part : parts_) {
        part->takeValues();
        const int skipped = std::min(part->framesToSkip, blockFrames_);
        part->framesToSkip -= skipped;
        part->processor->process(lanes_.data() + static_cast<std::ptrdiff_t>(skipped) * kSoundPackLanes,
                                 blockFrames_ - skipped);
        part->publishReadings();
        for (std::size_t i = 0; i < count; ++i) {
            part->heard[2 * i] = lanes_[kSoundPackLanes * i];
            part->heard[2 * i + 1] = lanes_[kSoundPackLanes * i + right];
        }
        part->delay.process(part->heard.data(), blockFrames_);
    }
}

std::span<const float> LiveRack::tap(int index) const noexcept {
    if (index < 0 || index >= stepCount())
        return {};
    return std::span(parts_[static_cast<std::size_t>(index)]->heard).first(2 * static_cast<std::size_t>(blockFrames_));
}

} // namespace stepwise::effects

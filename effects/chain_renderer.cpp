#include "effects/chain_renderer.h"

#include "core/error.h"
#include "effects/interleave.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace stepwise::effects {

namespace {

constexpr std::size_t kRenderBlockFrames = 1024;

void requireRackRate(double sampleRateHz) {
    if (!(sampleRateHz >= kMinSampleRateHz && sampleRateHz <= kMaxSampleRateHz))
        throw core::Error(fmt::format("The rack runs at {:.0f} to {:.0f} Hz, not at {:.0f} Hz.", kMinSampleRateHz,
                                      kMaxSampleRateHz, sampleRateHz));
}

/// Room for a block, as signals and as lanes.
struct LaneBlock {
    /// Rows a power of two apart would share the cache's few places.
    static constexpr std::size_t kStride = kRenderBlockFrames + 16;

    explicit LaneBlock(std::size_t lanes) : signals(lanes * kStride), frames(lanes * kRenderBlockFrames) {}
    std::span<float> signal(std::size_t lane, std::size_t count) {
        return std::span(signals).subspan(lane * kStride, count);
    }

    std::vector<float> signals, frames;
};

/// One lane a signal: reads `latency` frames ahead of what it writes, so that the effect's latency is taken out.
/// `read(lane, start, samples)` fills in the signal from `start` on, zeros past its end; `write(lane, start, samples)`
/// takes what lies within it.
template <class Read, class Write, class OnBlock>
void runLanes(Processor& processor, std::size_t signals, std::size_t frames, const Read& read, const Write& write,
              const OnBlock& onBlock) {
    const auto lanes = static_cast<std::size_t>(processor.laneCount());
    const auto latency = static_cast<std::size_t>(processor.latencyFrames());
    LaneBlock block(lanes);
    for (std::size_t start = 0; start < frames + latency; start += kRenderBlockFrames) {
        const std::size_t count = std::min(kRenderBlockFrames, frames + latency - start);
        const std::size_t whole = (count + kInterleaveTile - 1) / kInterleaveTile * kInterleaveTile;
        for (std::size_t lane = 0; lane < signals; ++lane)
            read(lane, start, block.signal(lane, count));
        for (std::size_t lane = signals; lane < lanes; ++lane)
            std::ranges::fill(block.signal(lane, count), 0.0F);
        interleave(block.signals.data(), LaneBlock::kStride, whole, lanes, block.frames.data());
        processor.process(block.frames.data(), static_cast<int>(count));
        deinterleave(block.frames.data(), whole, lanes, block.signals.data(), LaneBlock::kStride);
        const std::size_t early = std::min(count, latency - std::min(start, latency));
        for (std::size_t lane = 0; lane < signals && early < count; ++lane)
            write(lane, start + early - latency, block.signal(lane, count).subspan(early));
        onBlock(static_cast<double>(std::min(start + count, frames)) /
                static_cast<double>(std::max<std::size_t>(frames, 1)));
    }
}

Instructions narrowest(std::size_t signals, Instructions widest) {
    for (const Instructions one : {Instructions::baseline, Instructions::avx2})
        if (isSupported(one) && std::cmp_less_equal(signals, laneCount(one)))
            return std::min(one, widest);
    return widest;
}

void readPart(const std::vector<float>& samples, std::size_t start, std::span<float> to) {
    const std::size_t first = std::min(start, samples.size());
    const auto part = std::span(samples).subspan(first, std::min(to.size(), samples.size() - first));
    std::ranges::fill(std::ranges::copy(part, to.begin()).out, to.end(), 0.0F);
}

void writePart(std::span<const float> from, std::vector<float>& samples, std::size_t start) {
    const std::size_t first = std::min(start, samples.size());
    std::ranges::copy(from.first(std::min(from.size(), samples.size() - first)),
                      samples.begin() + static_cast<std::ptrdiff_t>(first));
}

/// Channels in stereo pairs, an odd last one in mono. `read` and `write` as for runLanes, with channels as lanes.
template <class Read, class Write>
void renderChannels(double rateHz, std::size_t channels, std::size_t frames, const Step& step, const Read& read,
                    const Write& write, const Progress& progress) {
    requireRackRate(rateHz);
    for (std::size_t first = 0; first < channels; first += 2) {
        const std::size_t signals = std::min<std::size_t>(2, channels - first);
        const auto processor = makeSoundProcessor(step.effect, signals == 2 ? Layout::stereo : Layout::mono);
        processor->setParameters(std::span(&step.values, 1));
        processor->prepare(rateHz);
        const auto readLane = [&](std::size_t lane, std::size_t start, std::span<float> samples) {
            read(first + lane, start, samples);
        };
        const auto writeLane = [&](std::size_t lane, std::size_t start, std::span<const float> samples) {
            write(first + lane, start, samples);
        };
        runLanes(*processor, signals, frames, readLane, writeLane, [&](double share) {
            const std::size_t pairs = (channels + 1) / 2;
            if (progress && !progress((static_cast<double>(first) / 2.0 + share) / static_cast<double>(pairs)))
                throw Cancelled{};
        });
    }
}

} // namespace

core::AudioBuffer renderStep(const core::AudioBuffer& input, const Step& step, const Progress& progress) {
    core::AudioBuffer output(input.sampleRateHz, input.channelCount(), input.frames());
    const auto read = [&](std::size_t channel, std::size_t start, std::span<float> samples) {
        readPart(input.channels[channel], start, samples);
    };
    const auto write = [&](std::size_t channel, std::size_t start, std::span<const float> samples) {
        writePart(samples, output.channels[channel], start);
    };
    renderChannels(input.sampleRateHz, input.channelCount(), input.frames(), step, read, write, progress);
    return output;
}

core::StoredSound renderStep(const core::StoredSound& input, const Step& step, const Progress& progress) {
    core::StoredSound output(input.sampleRateHz(), input.channelCount(), input.frames());
    const auto read = [&](std::size_t channel, std::size_t start, std::span<float> samples) {
        input.read(channel, start, samples);
    };
    const auto write = [&](std::size_t channel, std::size_t start, std::span<const float> samples) {
        output.write(channel, start, samples);
    };
    renderChannels(input.sampleRateHz(), input.channelCount(), input.frames(), step, read, write, progress);
    return output;
}

core::AudioBuffer renderChain(const core::AudioBuffer& input, const Chain& chain, const Progress& progress) {
    core::AudioBuffer sound = input;
    const auto count = static_cast<double>(std::max<std::size_t>(chain.steps.size(), 1));
    for (std::size_t i = 0; i < chain.steps.size(); ++i)
        sound = renderStep(sound, chain.steps[i], [&](double share) {
            return !progress || progress((static_cast<double>(i) + share) / count);
        });
    core::applyGain(sound, static_cast<float>(std::pow(10.0, chain.trimDb / 20.0)));
    return sound;
}

PackRenderer::PackRenderer(double sampleRateHz, Instructions instructions)
    : sampleRateHz_(sampleRateHz), instructions_(instructions), laneCount_(effects::laneCount(instructions)) {
    requireRackRate(sampleRateHz);
}

void PackRenderer::render(std::span<std::vector<float>> signals, std::span<const Step> steps,
                          const Progress& progress) {
    std::vector<bool> done(signals.size(), false);
    std::size_t rendered = 0;
    for (std::size_t first = 0; first < signals.size(); ++first) {
        if (done[first])
            continue;
        std::vector<std::vector<float>*> packSignals;
        std::vector<const Step*> packSteps;
        for (std::size_t i = first; i < signals.size() && std::ssize(packSignals) < laneCount_; ++i) {
            if (done[i] || !sharesChoices(steps[first], steps[i]))
                continue;
            packSignals.push_back(&signals[i]);
            packSteps.push_back(&steps[i]);
            done[i] = true;
        }
        renderPack(packSignals, packSteps);
        rendered += packSignals.size();
        if (progress && !progress(static_cast<double>(rendered) / static_cast<double>(signals.size())))
            throw Cancelled{};
    }
}

void PackRenderer::renderPack(std::span<std::vector<float>* const> signals, std::span<const Step* const> steps) {
    const Instructions instructions = narrowest(signals.size(), instructions_);
    auto& processor =
        processors_[static_cast<std::size_t>(instructions)][static_cast<std::size_t>(steps.front()->effect)];
    if (!processor) {
        processor = makePackProcessor(steps.front()->effect, Layout::mono, instructions);
        processor->prepare(sampleRateHz_);
    }
    std::vector<ParameterValues> lanes(static_cast<std::size_t>(processor->laneCount()), steps.front()->values);
    for (std::size_t i = 0; i < steps.size(); ++i)
        lanes[i] = steps[i]->values;
    processor->setParameters(lanes);
    processor->reset();
    std::size_t frames = 0;
    for (const std::vector<float>* signal : signals)
        frames = std::max(frames, signal->size());
    // Blocks are read before they are written, latency later, so in place is safe.
    const auto read = [&](std::size_t lane, std::size_t start, std::span<float> samples) {
        readPart(*signals[lane], start, samples);
    };
    const auto write = [&](std::size_t lane, std::size_t start, std::span<const float> samples) {
        writePart(samples, *signals[lane], start);
    };
    runLanes(*processor, signals.size(), frames, read, write, [](double) {});
}

} // namespace stepwise::effects

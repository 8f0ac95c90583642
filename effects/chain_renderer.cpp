#include "effects/chain_renderer.h"

#include "core/error.h"

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

/// One lane a signal: reads `latency` frames ahead of what it writes, so that the effect's latency is taken out.
/// `read(lane, start, count)` gives frames in order, fewer or none past the end; `write(lane, start, first, count,
/// stride)` takes them.
template <class Read, class Write, class OnBlock>
void runLanes(Processor& processor, std::size_t signals, std::size_t frames, std::vector<float>& block,
              const Read& read, const Write& write, const OnBlock& onBlock) {
    const auto lanes = static_cast<std::size_t>(processor.laneCount());
    const auto latency = static_cast<std::size_t>(processor.latencyFrames());
    block.resize(kRenderBlockFrames * lanes);
    for (std::size_t start = 0; start < frames + latency; start += kRenderBlockFrames) {
        const std::size_t count = std::min(kRenderBlockFrames, frames + latency - start);
        std::fill(block.begin(), block.end(), 0.0F);
        for (std::size_t lane = 0; lane < signals; ++lane) {
            const std::span<const float> samples = read(lane, start, count);
            for (std::size_t i = 0; i < samples.size(); ++i)
                block[i * lanes + lane] = samples[i];
        }
        processor.process(block.data(), static_cast<int>(count));
        const std::size_t early = std::min(count, latency - std::min(start, latency));
        for (std::size_t lane = 0; lane < signals && early < count; ++lane)
            write(lane, start + early - latency, &block[early * lanes + lane], count - early, lanes);
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

/// The frames of `samples` from `start` on, at most `count`.
std::span<const float> part(const std::vector<float>& samples, std::size_t start, std::size_t count) {
    const std::size_t first = std::min(start, samples.size());
    return std::span(samples).subspan(first, std::min(count, samples.size() - first));
}

void put(std::vector<float>& samples, std::size_t start, const float* first, std::size_t count, std::size_t stride) {
    for (std::size_t i = 0; i < count && start + i < samples.size(); ++i)
        samples[start + i] = first[i * stride];
}

/// Channels in stereo pairs, an odd last one in mono. `read` and `write` as for runLanes, with channels as lanes.
template <class Read, class Write>
void renderChannels(double rateHz, std::size_t channels, std::size_t frames, const Step& step, const Read& read,
                    const Write& write, const Progress& progress) {
    requireRackRate(rateHz);
    std::vector<float> block;
    for (std::size_t first = 0; first < channels; first += 2) {
        const std::size_t signals = std::min<std::size_t>(2, channels - first);
        const auto processor = makeSoundProcessor(step.effect, signals == 2 ? Layout::stereo : Layout::mono);
        processor->setParameters(std::span(&step.values, 1));
        processor->prepare(rateHz);
        const auto readLane = [&](std::size_t lane, std::size_t start, std::size_t count) {
            return read(first + lane, start, count);
        };
        const auto writeLane = [&](std::size_t lane, std::size_t start, const float* samples, std::size_t count,
                                   std::size_t stride) { write(first + lane, start, samples, count, stride); };
        runLanes(*processor, signals, frames, block, readLane, writeLane, [&](double share) {
            const double pairs = static_cast<double>((channels + 1) / 2);
            if (progress && !progress((static_cast<double>(first) / 2.0 + share) / pairs))
                throw Cancelled{};
        });
    }
}

} // namespace

core::AudioBuffer renderStep(const core::AudioBuffer& input, const Step& step, const Progress& progress) {
    core::AudioBuffer output(input.sampleRateHz, input.channelCount(), input.frames());
    const auto read = [&](std::size_t channel, std::size_t start, std::size_t count) {
        return part(input.channels[channel], start, count);
    };
    const auto write = [&](std::size_t channel, std::size_t start, const float* first, std::size_t count,
                           std::size_t stride) { put(output.channels[channel], start, first, count, stride); };
    renderChannels(input.sampleRateHz, input.channelCount(), input.frames(), step, read, write, progress);
    return output;
}

core::StoredSound renderStep(const core::StoredSound& input, const Step& step, const Progress& progress) {
    core::StoredSound output(input.sampleRateHz(), input.channelCount(), input.frames());
    std::vector<float> scratch(kRenderBlockFrames);
    const auto read = [&](std::size_t channel, std::size_t start, std::size_t count) {
        input.read(channel, start, std::span(scratch).first(count));
        return std::span<const float>(scratch).first(count);
    };
    const auto write = [&](std::size_t channel, std::size_t start, const float* first, std::size_t count,
                           std::size_t stride) {
        put(scratch, 0, first, count, stride);
        output.write(channel, start, std::span(scratch).first(count));
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

void PackRenderer::render(std::span<std::vector<float>> signals, std::span<const Step> steps) {
    std::vector<bool> done(signals.size(), false);
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
    const auto read = [&](std::size_t lane, std::size_t start, std::size_t count) {
        return part(*signals[lane], start, count);
    };
    const auto write = [&](std::size_t lane, std::size_t start, const float* first, std::size_t count,
                           std::size_t stride) { put(*signals[lane], start, first, count, stride); };
    runLanes(*processor, signals.size(), frames, block_, read, write, [](double) {});
}

} // namespace stepwise::effects

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

/// Sample `frame` of `channel`, silence past the end.
float sampleAt(const std::vector<float>& channel, std::size_t frame) {
    return frame < channel.size() ? channel[frame] : 0.0F;
}

/// One lane a signal: reads `latency` frames ahead of what it writes, so that the effect's latency is taken out.
template <class Inputs, class Outputs, class OnBlock>
void runLanes(Processor& processor, const Inputs& inputs, const Outputs& outputs, std::size_t frames,
              std::vector<float>& block, const OnBlock& onBlock) {
    const auto lanes = static_cast<std::size_t>(processor.laneCount());
    const auto latency = static_cast<std::size_t>(processor.latencyFrames());
    block.resize(kRenderBlockFrames * lanes);
    for (std::size_t start = 0; start < frames + latency; start += kRenderBlockFrames) {
        const std::size_t count = std::min(kRenderBlockFrames, frames + latency - start);
        std::fill(block.begin(), block.end(), 0.0F);
        for (std::size_t lane = 0; lane < inputs.size(); ++lane)
            for (std::size_t i = 0; i < count; ++i)
                block[i * lanes + lane] = sampleAt(*inputs[lane], start + i);
        processor.process(block.data(), static_cast<int>(count));
        for (std::size_t lane = 0; lane < outputs.size(); ++lane)
            for (std::size_t i = start < latency ? latency - start : 0; i < count; ++i)
                if (const std::size_t frame = start + i - latency; frame < outputs[lane]->size())
                    (*outputs[lane])[frame] = block[i * lanes + lane];
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

} // namespace

core::AudioBuffer renderStep(const core::AudioBuffer& input, const Step& step, const Progress& progress) {
    requireRackRate(input.sampleRateHz);
    core::AudioBuffer output(input.sampleRateHz, input.channelCount(), input.frames());
    const std::size_t channels = input.channelCount();
    std::vector<float> block;
    for (std::size_t first = 0; first < channels; first += 2) {
        const bool pair = first + 1 < channels;
        const auto processor = makeSoundProcessor(step.effect, pair ? Layout::stereo : Layout::mono);
        processor->setParameters(std::span(&step.values, 1));
        processor->prepare(input.sampleRateHz);
        std::vector<const std::vector<float>*> inputs;
        std::vector<std::vector<float>*> outputs;
        for (std::size_t c = first; c < std::min(first + 2, channels); ++c) {
            inputs.push_back(&input.channels[c]);
            outputs.push_back(&output.channels[c]);
        }
        runLanes(*processor, inputs, outputs, input.frames(), block, [&](double share) {
            const double pairs = static_cast<double>((channels + 1) / 2);
            if (progress && !progress((static_cast<double>(first) / 2.0 + share) / pairs))
                throw Cancelled{};
        });
    }
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
    runLanes(*processor, signals, signals, frames, block_, [](double) {});
}

} // namespace stepwise::effects

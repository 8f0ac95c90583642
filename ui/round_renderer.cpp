#include "ui/round_renderer.h"

#include "core/resample.h"

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr std::size_t kMostNodes = 256;
constexpr std::size_t kMostSpareFileBytes = std::size_t{1} << 30U;

/// At a rate that the rack takes, and as long as the target, so that tails have room.
Sound roundInput(const Sound& input, double seconds) {
    const bool fitsRack =
        input.sampleRateHz() >= effects::kMinSampleRateHz && input.sampleRateHz() <= effects::kMaxSampleRateHz;
    return core::paddedTo(fitsRack ? input : core::resample(input, core::kAnalysisRateHz), seconds);
}

/// Cancelling takes effect with the next piece that is read.
core::OnRead cancelledWith(const effects::Progress& progress, double share) {
    return [&progress, share] {
        if (progress && !progress(share))
            throw effects::Cancelled();
    };
}

} // namespace

std::vector<core::PairNote> Pair::notes() const {
    return core::notesOf(comparison->pair(), inputSound->measured);
}

void RoundRenderer::render(const Work& work, const Listener& listener, const effects::Progress& progress) {
    pair(work, listener, progress);
    for (Node& node : nodes_)
        node.isInUse = false;
    const struct SparesDropped { // also when cancelled
        RoundRenderer& renderer;
        ~SparesDropped() { renderer.dropSpares(); }
    } atEnd = {*this};
    const std::vector<effects::Step> earlier = stepsBeforeRound(work, work.currentRound);
    const std::size_t total = std::max<std::size_t>(earlier.size() + work.round().steps.size(), 1);
    std::size_t done = 0;
    const effects::Progress share = [&](double part) {
        return !progress || progress((static_cast<double>(done) + part) / static_cast<double>(total));
    };
    Rendered last = {pair_->inputSound};
    for (const effects::Step& step : earlier) {
        last = after(last.sound, step, share);
        ++done;
    }
    listener.soundReady(0, last.sound, last.isNew);
    for (const WorkStep& step : work.round().steps) {
        last = step.isOn ? after(last.sound, step.step, share) : Rendered{last.sound};
        listener.soundReady(step.id, last.sound, last.isNew);
        ++done;
        if (!share(0.0))
            throw effects::Cancelled();
    }
}

void RoundRenderer::pair(const Work& work, const Listener& listener, const effects::Progress& progress) {
    if (!pair_ || pair_->input.audio != work.input.audio || pair_->target.audio != work.target.audio) {
        nodes_.clear();
        pair_.reset();
        auto fresh = std::make_shared<Pair>();
        fresh->input = work.input;
        fresh->target = work.target;
        const core::OnRead onRead = cancelledWith(progress, 0.0);
        fresh->comparison = std::make_shared<const core::Comparison>(
            core::preparePair(work.input.audio, work.target.audio, {}, onRead), onRead);
        const double seconds = fresh->comparison->alignedTarget().seconds();
        const Sound& prepared = fresh->comparison->pair().input;
        fresh->inputSound = makeTimelineSound(roundInput(prepared, seconds), *fresh->comparison, onRead);
        fresh->targetSound = makeTargetSound(*fresh->comparison, onRead);
        pair_ = fresh;
    }
    listener.pairReady(pair_);
}

RoundRenderer::Rendered RoundRenderer::after(const TimelineSoundPtr& before, const effects::Step& step,
                                             const effects::Progress& progress) {
    auto node = std::find_if(nodes_.begin(), nodes_.end(),
                             [&](const Node& one) { return one.before == before && one.step == step; });
    if (node == nodes_.end()) {
        TimelineSoundPtr sound = makeTimelineSound(effects::renderStep(before->audio, step, progress),
                                                   *pair_->comparison, cancelledWith(progress, 1.0));
        nodes_.push_front({before, step, std::move(sound), true});
        return {nodes_.front().after, true};
    }
    node->isInUse = true;
    nodes_.splice(nodes_.begin(), nodes_, node);
    return {nodes_.front().after, false};
}

void RoundRenderer::dropSpares() {
    std::size_t inMemory = 0;
    std::size_t inFiles = 0;
    std::size_t count = 0;
    for (auto node = nodes_.begin(); node != nodes_.end();) {
        if (node->isInUse) {
            ++node;
            continue;
        }
        inMemory += bytesInMemory(*node->after);
        inFiles += node->after->audio.bytesInFile();
        ++count;
        const bool fits = inMemory <= spareBytes_ && inFiles <= kMostSpareFileBytes && count <= kMostNodes;
        node = fits ? std::next(node) : nodes_.erase(node);
    }
}

} // namespace stepwise::ui

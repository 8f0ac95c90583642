// Rendering sounds through steps: a whole sound for the learner, packs of candidates for search and training.
#pragma once

#include "core/stored_sound.h"
#include "effects/chain.h"
#include "effects/processor.h"

#include <functional>
#include <span>
#include <vector>

namespace stepwise::effects {

/// Called now and then with the share done, [0, 1]; false cancels.
using Progress = std::function<bool(double)>;

/// Thrown when a Progress says stop.
struct Cancelled {};

/// The sound after one step, same channels, rate and length; the effect's latency is taken out. Mono sounds are
/// rendered in mono, others in stereo pairs (an odd last channel in mono). Offline and bit-identical from run to run.
/// Rates outside the rack's range throw core::Error.
core::AudioBuffer renderStep(const core::AudioBuffer& input, const Step& step, const Progress& progress = {});
/// The same, sample for sample, of sounds that may be too long for memory.
core::StoredSound renderStep(const core::StoredSound& input, const Step& step, const Progress& progress = {});

/// The sound after the steps and the trim.
core::AudioBuffer renderChain(const core::AudioBuffer& input, const Chain& chain, const Progress& progress = {});

/// Renders many mono signals at once, each through its own step: signal i through steps[i]. Steps that share effect and
/// choices fill the lanes of one pack; a few signals get a narrower pack, which is faster and sounds the same. One
/// instance per thread.
class PackRenderer {
public:
    explicit PackRenderer(double sampleRateHz = core::kAnalysisRateHz, Instructions instructions = bestInstructions());

    int laneCount() const { return laneCount_; }

    /// In place; signals may differ in length. `steps` has one entry a signal. The progress is told after every pack.
    void render(std::span<std::vector<float>> signals, std::span<const Step> steps, const Progress& progress = {});

private:
    void renderPack(std::span<std::vector<float>* const> signals, std::span<const Step* const> steps);

    double sampleRateHz_;
    Instructions instructions_;
    int laneCount_;
    using Processors = std::array<std::unique_ptr<Processor>, kEffectCount>;
    std::array<Processors, 3> processors_; ///< by Instructions, that is by width
};

} // namespace stepwise::effects

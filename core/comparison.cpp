#include "core/comparison.h"

#include "core/alignment.h"
#include "core/error.h"
#include "core/loudness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

namespace stepwise::core {

namespace {

constexpr std::size_t kWindowFrames = static_cast<std::size_t>(kAnalysisRateHz);
constexpr double kReportedShiftMs = 1.0;

AudioBuffer shiftedAudio(const AudioBuffer& audio, double seconds) {
    AudioBuffer result = audio;
    const int lag = static_cast<int>(std::lround(seconds * audio.sampleRateHz));
    for (std::vector<float>& channel : result.channels)
        channel = shifted(channel, lag);
    return result;
}

void scale(std::vector<float>& samples, double gainDb) {
    const auto gain = static_cast<float>(std::pow(10.0, gainDb / 20.0));
    for (float& sample : samples)
        sample *= gain;
}

} // namespace

struct Comparison::State {
    ComparisonOptions options;
    double alignmentMs = 0.0;
    std::vector<std::string> notes;
    std::shared_ptr<const AudioBuffer> target;
    std::size_t targetFrames = 0; ///< of the mono target at the analysis rate
    double targetLufs = 0.0;      ///< with the trim only
    std::vector<std::size_t> windowStarts;
    std::vector<Spectrogram> targetWindowsDb;
    // Analyzers hold scratch memory; measuring is logically const, and so one at a time.
    mutable std::mutex mutex;
    mutable std::optional<ErrorMeter> meter;
    mutable MelAnalyzer analyzer;

    std::vector<Spectrogram> windowsDb(std::span<const float> mono) const {
        std::vector<Spectrogram> windows;
        for (const std::size_t start : windowStarts)
            windows.push_back(analyzer.decibels(window(mono, start, kWindowFrames)));
        return windows;
    }

    /// Returns the gain.
    double trim(std::vector<float>& mono) const {
        if (!options.trim)
            return 0.0;
        const double gainDb = core::trimDb(integratedLoudnessLufs(AudioBuffer(kAnalysisRateHz, mono)), targetLufs);
        scale(mono, gainDb);
        return gainDb;
    }

    MeasuredSound measure(const AudioBuffer& sound, bool allErrors) const {
        MeasuredSound measured;
        std::vector<float> mono = toAnalysisMono(sound);
        measured.windowsDb = windowsDb(mono);
        // Most sounds are a single window as long as the target: its spectrogram is the sound's, if no trim changes it.
        const bool isOneWindow = windowStarts.size() == 1 && windowStarts.front() == 0 && mono.size() == kWindowFrames;
        measured.trimDb = trim(mono);
        measured.melDb = isOneWindow && measured.trimDb == 0.0 ? measured.windowsDb.front() : analyzer.decibels(mono);
        if (allErrors)
            measured.errors = meter->measure(mono);
        else if (mono.size() == targetFrames)
            measured.errors = melErrors(measured.melDb, meter->targetDb());
        else
            measured.errors = meter->measureMel(mono);
        return measured;
    }
};

Comparison::Comparison(const AudioBuffer& input, const AudioBuffer& target, const ComparisonOptions& options)
    : Comparison(input, std::make_shared<const AudioBuffer>(target), options) {}

Comparison::Comparison(const AudioBuffer& input, std::shared_ptr<const AudioBuffer> target,
                       const ComparisonOptions& options)
    : state_(std::make_unique<State>()) {
    if (input.frames() == 0 || target->frames() == 0)
        throw Error("There is nothing to compare: a sound has no samples.");
    state_->options = options;
    state_->target = std::move(target);
    const std::vector<float> inputMono = toAnalysisMono(input);
    std::vector<float> targetMono = toAnalysisMono(*state_->target);
    state_->notes = comparisonNotes(inputMono, targetMono);
    if (options.align) {
        const int lag = findLagSamples(inputMono, targetMono);
        state_->alignmentMs = 1000.0 * lag / kAnalysisRateHz;
        if (lag != 0) {
            state_->target = std::make_shared<const AudioBuffer>(shiftedAudio(*state_->target, lag / kAnalysisRateHz));
            targetMono = shifted(targetMono, lag);
        }
        if (std::abs(state_->alignmentMs) >= kReportedShiftMs)
            state_->notes.push_back(fmt::format("The target starts {:.0f} ms {} than the input; it was aligned.",
                                                std::abs(state_->alignmentMs), lag > 0 ? "later" : "earlier"));
    }
    if (options.trim)
        state_->targetLufs = integratedLoudnessLufs(AudioBuffer(kAnalysisRateHz, targetMono));
    state_->targetFrames = targetMono.size();
    state_->meter.emplace(targetMono);
    state_->windowStarts = findAnalysisWindows(inputMono, targetMono);
    state_->targetWindowsDb = state_->windowsDb(targetMono);
}

Comparison::~Comparison() = default;
Comparison::Comparison(Comparison&&) noexcept = default;
Comparison& Comparison::operator=(Comparison&&) noexcept = default;

double Comparison::alignmentMs() const {
    return state_->alignmentMs;
}

const std::vector<std::string>& Comparison::notes() const {
    return state_->notes;
}

const ComparisonOptions& Comparison::options() const {
    return state_->options;
}

const AudioBuffer& Comparison::alignedTarget() const {
    return *state_->target;
}

const std::shared_ptr<const AudioBuffer>& Comparison::sharedTarget() const {
    return state_->target;
}

const Spectrogram& Comparison::targetDb() const {
    return state_->meter->targetDb();
}

const std::vector<Spectrogram>& Comparison::targetWindowsDb() const {
    return state_->targetWindowsDb;
}

MeasuredSound Comparison::measure(const AudioBuffer& sound) const {
    const std::lock_guard lock(state_->mutex);
    return state_->measure(sound, true);
}

MeasuredSound Comparison::measureMel(const AudioBuffer& sound) const {
    const std::lock_guard lock(state_->mutex);
    return state_->measure(sound, false);
}

std::vector<float> Comparison::prepared(const AudioBuffer& sound) const {
    std::vector<float> mono = toAnalysisMono(sound);
    state_->trim(mono);
    return mono;
}

double Comparison::measureMse(const AudioBuffer& sound) const {
    const std::vector<float> mono = prepared(sound);
    const std::lock_guard lock(state_->mutex);
    return state_->meter->measureMse(mono);
}

AudioBuffer paddedTo(const AudioBuffer& audio, double seconds) {
    AudioBuffer padded = audio;
    const auto frames = static_cast<std::size_t>(std::llround(seconds * audio.sampleRateHz));
    for (std::vector<float>& channel : padded.channels)
        channel.resize(std::max(channel.size(), frames), 0.0F);
    return padded;
}

} // namespace stepwise::core

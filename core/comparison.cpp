#include "core/comparison.h"

#include "core/alignment.h"
#include "core/error.h"
#include "core/freed_memory.h"
#include "core/loudness.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

namespace stepwise::core {

namespace {

constexpr std::size_t kWindowFrames = static_cast<std::size_t>(kAnalysisRateHz);
constexpr double kLeastLevelDb = 0.2;
constexpr float kSoftGain = 100.0F;
constexpr std::size_t kSilenceAtOnce = std::size_t{1} << 20U; ///< samples

float gainOf(double gainDb) {
    return static_cast<float>(std::pow(10.0, gainDb / 20.0));
}

void scale(std::vector<float>& samples, double gainDb) {
    const float gain = gainOf(gainDb);
    for (float& sample : samples)
        sample *= gain;
}

} // namespace

struct Comparison::State {
    PreparedPair pair;
    std::size_t targetFrames = 0; ///< of the mono target at the analysis rate
    double targetLufs = 0.0;      ///< with the trim only
    std::vector<std::size_t> windowStarts;
    std::vector<Spectrogram> targetWindowsDb;
    // Analyzers hold scratch memory; measuring is logically const, and so one at a time.
    mutable std::mutex mutex;
    mutable std::optional<ErrorMeter> meter;
    mutable MelAnalyzer analyzer;

    void takePair(const OnRead& onRead) {
        const StoredMono inputMono(pair.input, onRead, pair.inputMix);
        const StoredMono targetMono(pair.target, onRead, pair.targetMix);
        if (pair.options.trim)
            targetLufs = loudnessLufs(targetMono.reader(), targetMono.frames());
        targetFrames = targetMono.frames();
        meter.emplace(targetMono, [kept = pair.target, mix = pair.targetMix] { return toAnalysisMono(kept, mix); });
        windowStarts = findAnalysisWindows(inputMono, targetMono);
        targetWindowsDb = windowsDb(targetMono.reader());
    }

    /// Soft sounds are measured louder than they are, all by the same: loudness is not defined below -70 LUFS.
    double loudnessLufs(const ReadMono& read, std::size_t samples) const {
        if (!pair.isSoft)
            return integratedLoudnessLufs(read, samples, kAnalysisRateHz);
        const ReadMono louder = [&read](std::size_t start, std::span<float> piece) {
            read(start, piece);
            for (float& sample : piece)
                sample *= kSoftGain;
        };
        return integratedLoudnessLufs(louder, samples, kAnalysisRateHz);
    }

    std::vector<Spectrogram> windowsDb(const ReadMono& read) const {
        std::vector<Spectrogram> windows;
        std::vector<float> samples(kWindowFrames);
        for (const std::size_t start : windowStarts) {
            read(start, samples);
            windows.push_back(analyzer.decibels(samples));
        }
        return windows;
    }

    double trimDb(const ReadMono& read, std::size_t samples) const {
        return pair.options.trim ? core::trimDb(loudnessLufs(read, samples), targetLufs) : 0.0;
    }

    /// Returns the gain.
    double trim(std::vector<float>& mono) const {
        const double gainDb = trimDb(readerOf(mono), mono.size());
        if (gainDb != 0.0)
            scale(mono, gainDb);
        return gainDb;
    }

    MeasuredSound measure(const AudioBuffer& sound, bool allErrors) const {
        MeasuredSound measured;
        std::vector<float> mono = toAnalysisMono(sound, pair.inputMix);
        measured.windowsDb = windowsDb(readerOf(mono));
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

    MeasuredSound measurePiecewise(const StoredSound& sound, const OnMelPower& onMelPower, const OnRead& onRead) const {
        const StoredMono mono(sound, onRead, pair.inputMix);
        const ReadMono read = mono.reader();
        MeasuredSound measured;
        measured.windowsDb = windowsDb(read);
        measured.trimDb = trimDb(read, mono.frames());
        Spectrogram mel = analyzer.power(read, std::max(mono.frames(), targetFrames), gainOf(measured.trimDb));
        if (onMelPower)
            onMelPower(mel);
        powerToDecibels(mel);
        measured.errors = meter->measureMel(mel);
        return measured;
    }
};

std::optional<PairNote> likenessNote(const MeasuredSound& input) {
    if (input.errors.mse >= kAlikeMse)
        return std::nullopt;
    PairNote note = {.kind = PairNoteKind::alike, .nothingToDo = true};
    if (std::abs(input.trimDb) >= kLeastLevelDb) {
        note.kind = PairNoteKind::onlyLevel;
        note.value = input.trimDb;
    }
    return note;
}

std::vector<PairNote> notesOf(const PreparedPair& pair, const MeasuredSound& input) {
    std::vector<PairNote> notes = pair.notes;
    const std::optional<PairNote> likeness = likenessNote(input);
    if (likeness && !saysNothingToDo(notes))
        notes.push_back(*likeness);
    return notes;
}

Comparison::Comparison(const AudioBuffer& input, const AudioBuffer& target, const ComparisonOptions& options)
    : Comparison(preparePair(std::make_shared<const AudioBuffer>(input), std::make_shared<const AudioBuffer>(target),
                             options)) {}

Comparison::Comparison(PreparedPair pair, const OnRead& onRead) : state_(std::make_unique<State>()) {
    if (pair.input.frames() == 0 || pair.target.frames() == 0)
        throw Error("There is nothing to compare: a sound has no samples.");
    state_->pair = std::move(pair);
    state_->takePair(onRead);
}

Comparison::~Comparison() = default;
Comparison::Comparison(Comparison&&) noexcept = default;
Comparison& Comparison::operator=(Comparison&&) noexcept = default;

const PreparedPair& Comparison::pair() const {
    return state_->pair;
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

MeasuredSound Comparison::measurePiecewise(const StoredSound& sound, const OnMelPower& onMelPower,
                                           const OnRead& onRead) const {
    const std::lock_guard lock(state_->mutex);
    return state_->measurePiecewise(sound, onMelPower, onRead);
}

std::vector<float> Comparison::prepared(const AudioBuffer& sound) const {
    std::vector<float> mono = toAnalysisMono(sound, state_->pair.inputMix);
    state_->trim(mono);
    return mono;
}

double Comparison::measureMse(const AudioBuffer& sound) const {
    const std::vector<float> mono = prepared(sound);
    const std::lock_guard lock(state_->mutex);
    return state_->meter->measureMse(mono);
}

AudioBuffer paddedTo(const AudioBuffer& audio, double seconds) {
    const auto frames = static_cast<std::size_t>(std::llround(seconds * audio.sampleRateHz));
    AudioBuffer padded(audio.sampleRateHz, audio.channelCount(), 0);
    for (std::size_t c = 0; c < audio.channelCount(); ++c) {
        std::vector<float>& channel = padded.channels[c];
        channel.reserve(std::max(audio.frames(), frames));
        channel = audio.channels[c];
        // In parts, so that the silence takes no memory on the way either.
        while (channel.size() < frames) {
            const std::size_t silent = channel.size();
            channel.resize(std::min(silent + kSilenceAtOnce, frames), 0.0F);
            returnZeros(std::span(channel).subspan(silent));
        }
    }
    return padded;
}

} // namespace stepwise::core

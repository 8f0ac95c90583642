#include "core/resample.h"

#include "core/error.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr std::size_t kBlockFrames = 65536;

[[noreturn]] void fail(const char* reason) {
    throw Error(std::string("The sample rate cannot be converted: ") + reason + ".");
}

std::vector<float> resampleChannel(const std::vector<float>& samples, double fromHz, double toHz, std::size_t frames) {
    std::vector<float> result(frames, 0.0F);
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    std::size_t read = 0;
    std::size_t written = 0;
    const char* const error = soxr_oneshot(fromHz, toHz, 1, samples.data(), samples.size(), &read, result.data(),
                                           frames, &written, &io, &quality, &runtime);
    if (error != nullptr)
        fail(error);
    return result;
}

std::size_t resampledFrames(std::size_t frames, double fromHz, double toHz) {
    const double exact = static_cast<double>(frames) * toHz / fromHz;
    return static_cast<std::size_t>(std::max<long long>(std::llround(exact), 1));
}

struct SoxrDeleter {
    void operator()(soxr* converter) const { soxr_delete(converter); }
};

/// `frames` frames, piece by piece, to one channel of `result`.
void resampleInto(StoredSound& result, std::size_t channel, const ReadMono& read, std::size_t frames, double fromHz) {
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    const std::unique_ptr<soxr, SoxrDeleter> converter(
        soxr_create(fromHz, result.sampleRateHz(), 1, &error, &io, &quality, &runtime));
    if (error != nullptr)
        fail(error);
    std::vector<float> piece(kBlockFrames);
    std::vector<float> converted(kBlockFrames);
    std::size_t written = 0;
    for (std::size_t start = 0; written < result.frames();) {
        const std::size_t count = std::min(kBlockFrames, frames - start);
        read(start, std::span(piece).first(count));
        std::size_t taken = 0;
        std::size_t made = 0;
        error = soxr_process(converter.get(), count > 0 ? piece.data() : nullptr, count, &taken, converted.data(),
                             converted.size(), &made);
        if (error != nullptr)
            fail(error);
        if (count == 0 && made == 0)
            break;
        result.write(channel, written, std::span(converted).first(made));
        start += taken;
        written += made;
    }
}

} // namespace

AudioBuffer resample(const AudioBuffer& audio, double rateHz) {
    if (audio.sampleRateHz == rateHz || audio.frames() == 0) {
        AudioBuffer copy = audio;
        copy.sampleRateHz = rateHz;
        return copy;
    }
    const std::size_t frames = resampledFrames(audio.frames(), audio.sampleRateHz, rateHz);
    AudioBuffer result;
    result.sampleRateHz = rateHz;
    for (const std::vector<float>& channel : audio.channels)
        result.channels.push_back(resampleChannel(channel, audio.sampleRateHz, rateHz, frames));
    return result;
}

StoredSound resample(const StoredSound& sound, double rateHz) {
    if (sound.sampleRateHz() == rateHz)
        return sound;
    StoredSound result(rateHz, sound.channelCount(), resampledFrames(sound.frames(), sound.sampleRateHz(), rateHz));
    if (sound.inMemory() && !result.isInFile())
        return std::make_shared<const AudioBuffer>(resample(*sound.inMemory(), rateHz));
    for (std::size_t channel = 0; channel < sound.channelCount(); ++channel)
        resampleInto(
            result, channel, [&](std::size_t start, std::span<float> samples) { sound.read(channel, start, samples); },
            sound.frames(), sound.sampleRateHz());
    return result;
}

StoredSound resampleMono(const ReadMono& read, std::size_t frames, double fromHz, double toHz) {
    StoredSound result(toHz, 1, resampledFrames(frames, fromHz, toHz));
    resampleInto(result, 0, read, frames, fromHz);
    return result;
}

} // namespace stepwise::core

#include "core/stored_sound.h"

#include "core/resample.h"
#include "core/temporary_file.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr std::size_t kPeakBlockFrames = 1024;
constexpr std::size_t kSamplesPerPart = 256; ///< looked at in memory

} // namespace

StoredSound::StoredSound(double rateHz, std::size_t channelCount, std::size_t frames)
    : rateHz_(rateHz), channelCount_(channelCount), frames_(frames), fileFrames_(frames) {
    if (channelCount * frames * sizeof(float) > kMostBytesInMemory) {
        file_ = std::make_shared<TemporaryFile>();
        filePeaks_ = std::make_shared<std::vector<float>>((frames + kPeakBlockFrames - 1) / kPeakBlockFrames);
    } else {
        writable_ = std::make_shared<AudioBuffer>(rateHz, channelCount, frames);
    }
    memory_ = writable_;
}

StoredSound::StoredSound(std::shared_ptr<const AudioBuffer> audio) : memory_(std::move(audio)) {
    if (!memory_)
        return;
    rateHz_ = memory_->sampleRateHz;
    channelCount_ = memory_->channelCount();
    frames_ = memory_->frames();
}

std::weak_ptr<const void> StoredSound::identity() const {
    return file_ ? std::static_pointer_cast<const void>(file_) : std::static_pointer_cast<const void>(memory_);
}

void StoredSound::read(std::size_t channel, std::size_t start, std::span<float> samples) const {
    const std::size_t count = std::min(samples.size(), frames_ - std::min(start, frames_));
    std::size_t present = count;
    if (file_)
        present = file_->read((channel * fileFrames_ + start) * sizeof(float), samples.data(), count * sizeof(float)) /
                  sizeof(float);
    else if (count > 0)
        std::copy_n(&memory_->channels[channel][start], count, samples.begin());
    std::fill(samples.begin() + static_cast<std::ptrdiff_t>(present), samples.end(), 0.0F);
}

void StoredSound::write(std::size_t channel, std::size_t start, std::span<const float> samples) {
    const std::size_t count = std::min(samples.size(), frames_ - std::min(start, frames_));
    if (file_) {
        file_->write((channel * fileFrames_ + start) * sizeof(float), samples.data(), count * sizeof(float));
        if (channel == 0)
            notePeaks(start, samples.first(count));
    } else if (count > 0) {
        std::copy_n(samples.begin(), count, &writable_->channels[channel][start]);
    }
}

void StoredSound::shorten(std::size_t frames) {
    frames_ = std::min(frames_, frames);
    if (writable_) {
        for (std::vector<float>& channel : writable_->channels)
            channel.resize(frames_);
        return;
    }
    if (bytes() <= kMostBytesInMemory)
        *this = StoredSound(load());
}

void StoredSound::notePeaks(std::size_t start, std::span<const float> samples) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
        float& peak = (*filePeaks_)[(start + i) / kPeakBlockFrames];
        peak = std::max(peak, std::abs(samples[i]));
    }
}

float StoredSound::peakOf(std::size_t first, std::size_t last) const {
    float peak = 0.0F;
    if (file_) {
        for (std::size_t block = first / kPeakBlockFrames; block * kPeakBlockFrames < last; ++block)
            peak = std::max(peak, (*filePeaks_)[block]);
        return peak;
    }
    const std::size_t step = std::max<std::size_t>(1, (last - first) / kSamplesPerPart);
    for (std::size_t at = first; at < last; at += step)
        peak = std::max(peak, std::abs(memory_->channels[0][at]));
    return peak;
}

std::vector<float> StoredSound::overview(std::size_t parts) const {
    std::vector<float> peaks(parts, 0.0F);
    for (std::size_t i = 0; i < parts && channelCount_ > 0 && frames_ > 0; ++i) {
        const std::size_t first = i * frames_ / parts;
        peaks[i] = peakOf(first, std::min(std::max(first + 1, (i + 1) * frames_ / parts), frames_));
    }
    return peaks;
}

std::shared_ptr<const AudioBuffer> StoredSound::load() const {
    if (!file_)
        return memory_;
    auto audio = std::make_shared<AudioBuffer>(rateHz_, channelCount_, 0);
    for (std::size_t channel = 0; channel < channelCount_; ++channel) {
        audio->channels[channel].resize(frames_);
        read(channel, 0, audio->channels[channel]);
    }
    return audio;
}

StoredSound borrowed(const AudioBuffer& audio) {
    return std::shared_ptr<const AudioBuffer>(std::shared_ptr<void>(), &audio);
}

StoredSound stored(const AudioBuffer& audio) {
    StoredSound sound(audio.sampleRateHz, audio.channelCount(), audio.frames());
    for (std::size_t channel = 0; channel < audio.channelCount(); ++channel)
        sound.write(channel, 0, audio.channel(channel));
    return sound;
}

bool staysBelow(const StoredSound& sound, float magnitude) {
    std::vector<float> piece(std::min<std::size_t>(sound.frames(), kPeakBlockFrames));
    for (std::size_t channel = 0; channel < sound.channelCount(); ++channel)
        for (std::size_t start = 0; start < sound.frames(); start += piece.size()) {
            sound.read(channel, start, piece);
            if (std::ranges::any_of(piece, [&](float sample) { return std::abs(sample) >= magnitude; }))
                return false;
        }
    return true;
}

float largestMagnitude(const StoredSound& sound, const OnRead& onRead) {
    float largest = 0.0F;
    forPieces(sound, [&](std::size_t, std::size_t, std::span<const float> piece) {
        if (onRead)
            onRead();
        for (const float sample : piece)
            largest = std::max(largest, std::abs(sample));
    });
    return largest;
}

StoredSound paddedTo(const StoredSound& sound, double seconds) {
    const auto frames = static_cast<std::size_t>(std::llround(seconds * sound.sampleRateHz()));
    if (frames <= sound.frames())
        return sound;
    StoredSound padded(sound.sampleRateHz(), sound.channelCount(), frames);
    forPieces(sound, [&](std::size_t channel, std::size_t start, std::span<const float> piece) {
        padded.write(channel, start, piece);
    });
    return padded;
}

std::vector<float> toAnalysisMono(const StoredSound& sound, const MonoMix& mix) {
    if (sound.inMemory())
        return toAnalysisMono(*sound.inMemory(), mix);
    const StoredMono mono(sound, {}, mix);
    return MonoView(mono).part(0, mono.frames());
}

ReadMono readerOf(std::span<const float> samples) {
    return [samples](std::size_t start, std::span<float> piece) {
        const std::size_t count = std::min(piece.size(), samples.size() - std::min(start, samples.size()));
        if (count > 0)
            std::copy_n(&samples[start], count, piece.begin());
        std::fill(piece.begin() + static_cast<std::ptrdiff_t>(count), piece.end(), 0.0F);
    };
}

std::vector<float> MonoView::part(std::size_t start, std::size_t length) const {
    std::vector<float> samples(length);
    read_(start, samples);
    return samples;
}

StoredMono::StoredMono(StoredSound sound, OnRead onRead, const MonoMix& mix)
    : mono_(std::move(sound)), mix_(mix), onRead_(std::move(onRead)) {
    if (mono_.sampleRateHz() != kAnalysisRateHz)
        mono_ = resampleMono(reader(), mono_.frames(), mono_.sampleRateHz(), kAnalysisRateHz);
}

void StoredMono::read(std::size_t start, std::span<float> samples) const {
    if (onRead_)
        onRead_();
    if (mono_.channelCount() == 1 || !mix_.isMeanOf(mono_.channelCount())) {
        mono_.read(mono_.channelCount() == 1 ? 0 : *mix_.channel, start, samples);
        return;
    }
    const float share = mono_.channelCount() == 0 ? 0.0F : 1.0F / static_cast<float>(mono_.channelCount());
    std::fill(samples.begin(), samples.end(), 0.0F);
    std::vector<float> channel(samples.size());
    for (std::size_t c = 0; c < mono_.channelCount(); ++c) {
        mono_.read(c, start, channel);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] += share * channel[i];
    }
}

} // namespace stepwise::core

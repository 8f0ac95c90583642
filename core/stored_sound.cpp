#include "core/stored_sound.h"

#include "core/resample.h"
#include "core/temporary_file.h"

#include <algorithm>

namespace stepwise::core {

StoredSound::StoredSound(double rateHz, std::size_t channelCount, std::size_t frames)
    : rateHz_(rateHz), channelCount_(channelCount), frames_(frames) {
    if (channelCount * frames * sizeof(float) > kMostBytesInMemory)
        file_ = std::make_shared<TemporaryFile>();
    else
        writable_ = std::make_shared<AudioBuffer>(rateHz, channelCount, frames);
    memory_ = writable_;
}

StoredSound::StoredSound(std::shared_ptr<const AudioBuffer> audio)
    : rateHz_(audio->sampleRateHz), channelCount_(audio->channelCount()), frames_(audio->frames()),
      memory_(std::move(audio)) {}

void StoredSound::read(std::size_t channel, std::size_t start, std::span<float> samples) const {
    const std::size_t count = std::min(samples.size(), frames_ - std::min(start, frames_));
    std::size_t present = count;
    if (file_)
        present = file_->read((channel * frames_ + start) * sizeof(float), samples.data(), count * sizeof(float)) /
                  sizeof(float);
    else if (count > 0)
        std::copy_n(&memory_->channels[channel][start], count, samples.begin());
    std::fill(samples.begin() + static_cast<std::ptrdiff_t>(present), samples.end(), 0.0F);
}

void StoredSound::write(std::size_t channel, std::size_t start, std::span<const float> samples) {
    const std::size_t count = std::min(samples.size(), frames_ - std::min(start, frames_));
    if (file_)
        file_->write((channel * frames_ + start) * sizeof(float), samples.data(), count * sizeof(float));
    else if (count > 0)
        std::copy_n(samples.begin(), count, &writable_->channels[channel][start]);
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

StoredMono::StoredMono(StoredSound sound) : mono_(std::move(sound)) {
    if (mono_.sampleRateHz() != kAnalysisRateHz)
        mono_ = resampleMono(reader(), mono_.frames(), mono_.sampleRateHz(), kAnalysisRateHz);
}

void StoredMono::read(std::size_t start, std::span<float> samples) const {
    if (mono_.channelCount() == 1) {
        mono_.read(0, start, samples);
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

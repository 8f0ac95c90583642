#include "core/playback.h"

#include "core/error.h"
#include "core/port_audio.h"
#include "core/sound_converter.h"
#include "core/sound_switch.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <thread>

namespace stepwise::core {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFadeOutLimit(30);   ///< beyond the buffers already on their way
constexpr std::chrono::milliseconds kSilenceLimit(1000); ///< a device that asks for nothing this long is gone
constexpr int kMinBufferFrames = 64;
constexpr int kMaxBufferFrames = 4096;

} // namespace

struct Player::Stream {
    std::optional<PortAudioSession> session = std::optional<PortAudioSession>(std::in_place);
    int deviceIndex = -1;
    int bufferFrames = 512;
    PaStream* stream = nullptr;
    std::string deviceName;
    double rateHz = 44100.0;
    int channelCount = 2;
    std::unique_ptr<SoundSwitch> output = std::make_unique<SoundSwitch>(rateHz);
    PlayableSound wanted;   ///< at the sounds' own rates
    bool isPending = false; ///< `wanted` is still being converted
    std::shared_ptr<LiveStage> preparedStage;
    bool stageFits = false; ///< the prepared stage runs at the device's rate
    SoundConverter converter;
    bool looping = true;
    double loopStartSeconds = 0.0;
    double loopEndSeconds = 0.0;
    bool playing = false;
    double positionSeconds = 0.0;
    std::atomic<int> underruns = 0;
    std::atomic<unsigned> callbacks = 0;
    unsigned seenCallbacks = 0;
    Clock::time_point lastCallback;

    ~Stream() { close(); }

    static int callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                        PaStreamCallbackFlags flags, void* user) {
        auto* self = static_cast<Stream*>(user);
        if ((flags & paOutputUnderflow) != 0)
            ++self->underruns;
        self->callbacks.fetch_add(1, std::memory_order_relaxed);
        self->render(static_cast<float*>(output), static_cast<int>(frames));
        return paContinue;
    }

    /// One-channel devices hear the mean of both sides.
    void render(float* samples, int frames) noexcept {
        if (channelCount == 2) {
            output->render(samples, frames);
            return;
        }
        std::array<float, static_cast<std::size_t>(2 * kMinBufferFrames)> both;
        for (int start = 0; start < frames; start += kMinBufferFrames) {
            const int count = std::min(kMinBufferFrames, frames - start);
            output->render(both.data(), count);
            for (int i = 0; i < count; ++i)
                samples[start + i] =
                    0.5F * (both[static_cast<std::size_t>(2 * i)] + both[static_cast<std::size_t>(2 * i + 1)]);
        }
    }

    PaDeviceIndex device() const { return deviceIndex >= 0 ? deviceIndex : defaultOutputDevice(); }

    const PaDeviceInfo& deviceInfo() const {
        const PaDeviceInfo* info = session->error == paNoError && device() >= 0 ? Pa_GetDeviceInfo(device()) : nullptr;
        if (info == nullptr || info->maxOutputChannels < 1)
            throw Error(deviceIndex >= 0 ? "The chosen audio device is no longer there."
                                         : "No audio output device was found; everything else works.");
        return *info;
    }

    void open() {
        const PaDeviceInfo& info = deviceInfo();
        deviceName = info.name;
        rateHz = info.defaultSampleRate;
        channelCount = std::min(info.maxOutputChannels, 2);
        output = std::make_unique<SoundSwitch>(rateHz);
        preparedStage.reset();
        PaStreamParameters parameters = {};
        parameters.device = device();
        parameters.channelCount = channelCount;
        parameters.sampleFormat = paFloat32;
        parameters.suggestedLatency = std::max(info.defaultLowOutputLatency, 2.0 * bufferFrames / rateHz);
        const SilencedStderr silenced;
        PaError error = Pa_OpenStream(&stream, nullptr, &parameters, rateHz, static_cast<unsigned long>(bufferFrames),
                                      paNoFlag, &Stream::callback, this);
        if (error == paNoError) {
            raiseStreamPriority(stream, parameters.device);
            error = Pa_StartStream(stream);
        }
        if (error != paNoError) {
            close();
            throw Error(
                fmt::format("The audio device \"{}\" cannot be opened: {}.", deviceName, Pa_GetErrorText(error)));
        }
        lastCallback = Clock::now();
    }

    void close() {
        if (stream != nullptr) {
            const SilencedStderr silenced;
            Pa_AbortStream(stream);
            Pa_CloseStream(stream);
        }
        stream = nullptr;
        playing = false;
    }

    void fadeOut() {
        output->setActive(false);
        const auto buffers = std::chrono::duration<double>(3.0 * bufferFrames / rateHz);
        const auto end = Clock::now() + kFadeOutLimit + std::chrono::duration_cast<std::chrono::milliseconds>(buffers);
        while (!output->isSilent() && Clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        // What was faded out is still on its way to the ear.
        std::this_thread::sleep_for(buffers);
    }

    bool isGone() {
        const unsigned count = callbacks.load(std::memory_order_relaxed);
        if (count != seenCallbacks) {
            seenCallbacks = count;
            lastCallback = Clock::now();
        }
        return Pa_IsStreamActive(stream) != 1 || Clock::now() - lastCallback > kSilenceLimit;
    }

    void seek() { output->seek(std::llround(positionSeconds * rateHz)); }
    void sendRegion() {
        output->setLoopRegion({std::llround(loopStartSeconds * rateHz), std::llround(loopEndSeconds * rateHz)});
    }

    bool prepare(const std::shared_ptr<LiveStage>& stage) {
        if (stage != preparedStage) {
            preparedStage = stage;
            try {
                stage->prepare(rateHz);
                stageFits = true;
            } catch (const std::invalid_argument&) {
                stageFits = false;
            }
        }
        return stageFits;
    }

    /// False while something is still being converted.
    bool publish() {
        PlayableSound sound = wanted;
        const auto audio = converter.at(wanted.audio, rateHz);
        const auto input = converter.at(wanted.stageInput, rateHz);
        isPending = !audio || !input;
        if (isPending)
            return false;
        sound.audio = *audio;
        sound.stageInput = *input;
        if (sound.stage && !prepare(sound.stage))
            sound.stage.reset();
        output->publish(std::move(sound));
        return true;
    }
};

Player::Player() : stream_(std::make_unique<Stream>()) {}

Player::~Player() = default;

std::vector<OutputDevice> Player::outputDevices() {
    const PortAudioSession session;
    std::vector<OutputDevice> devices;
    const int count = session.error == paNoError ? Pa_GetDeviceCount() : 0;
    for (int i = 0; i < count; ++i) {
        const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
        if (info == nullptr || info->maxOutputChannels < 1)
            continue;
        const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
        devices.push_back({i, info->name, api != nullptr ? api->name : "", info->maxOutputChannels,
                           info->defaultSampleRate, i == defaultOutputDevice()});
    }
    return devices;
}

void Player::lookForDevices() {
    stop();
    stream_->close();
    stream_->session.reset();
    stream_->session.emplace();
    stream_->deviceIndex = -1;
}

std::string Player::unavailableReason() const {
    if (stream_->session->error != paNoError)
        return fmt::format("Audio output is not available: {}.", Pa_GetErrorText(stream_->session->error));
    return stream_->device() < 0 ? "No audio output device was found; everything else works." : "";
}

void Player::chooseDevice(int index, int bufferFrames) {
    stop();
    stream_->deviceIndex = index;
    const int frames = std::clamp(bufferFrames, kMinBufferFrames, kMaxBufferFrames);
    stream_->bufferFrames = static_cast<int>(std::bit_ceil(static_cast<unsigned>(frames)));
}

void Player::hear(PlayableSound sound) {
    stream_->wanted = std::move(sound);
    if (stream_->playing)
        stream_->publish();
}

void Player::setLooping(bool looping) {
    stream_->looping = looping;
    stream_->output->setLooping(looping);
}

void Player::setLoopRegion(double startSeconds, double endSeconds) {
    stream_->loopStartSeconds = startSeconds;
    stream_->loopEndSeconds = endSeconds;
    stream_->sendRegion();
}

void Player::play() {
    if (stream_->playing)
        return;
    stream_->underruns = 0;
    stream_->open();
    stream_->output->setLooping(stream_->looping);
    stream_->sendRegion();
    const bool isReady = stream_->publish();
    stream_->seek();
    stream_->output->setActive(isReady);
    stream_->playing = true;
}

void Player::stop() {
    if (!stream_->playing)
        return;
    stream_->positionSeconds = positionSeconds();
    stream_->fadeOut();
    stream_->close();
}

bool Player::isPlaying() const {
    return stream_->playing;
}

std::string Player::update() {
    if (!stream_->playing)
        return {};
    if (stream_->isGone()) {
        stream_->positionSeconds = positionSeconds();
        stream_->close();
        return fmt::format("Playback has stopped: the audio device \"{}\" is gone.", stream_->deviceName);
    }
    if (stream_->isPending && stream_->publish())
        stream_->output->setActive(true);
    return {};
}

double Player::positionSeconds() const {
    return stream_->playing ? static_cast<double>(stream_->output->position()) / stream_->rateHz
                            : stream_->positionSeconds;
}

void Player::setPositionSeconds(double seconds) {
    stream_->positionSeconds = std::max(seconds, 0.0);
    if (stream_->playing)
        stream_->seek();
}

StereoFrame Player::takePeaks() {
    return stream_->output->takePeaks();
}

int Player::underrunCount() const {
    return stream_->underruns;
}

bool Player::isLive() const {
    return stream_->playing && stream_->wanted.isLive() && stream_->stageFits;
}

double Player::rateHz() const {
    return stream_->rateHz;
}

} // namespace stepwise::core

#include "core/playback.h"

#include "core/error.h"
#include "core/resample.h"
#include "core/sound_switch.h"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace stepwise::core {

namespace {

constexpr std::chrono::milliseconds kFadeOutLimit(30); ///< beyond the buffers already on their way
constexpr int kMinBufferFrames = 64;
constexpr int kMaxBufferFrames = 4096;

/// ALSA and JACK write pages of complaints to stderr while PortAudio looks for devices; none of them is for the
/// learner.
class SilencedStderr {
public:
    SilencedStderr() : saved_(::dup(STDERR_FILENO)), nowhere_(::open("/dev/null", O_WRONLY)) {
        if (saved_ >= 0 && nowhere_ >= 0)
            ::dup2(nowhere_, STDERR_FILENO);
    }
    ~SilencedStderr() {
        if (saved_ >= 0 && nowhere_ >= 0)
            ::dup2(saved_, STDERR_FILENO);
        if (saved_ >= 0)
            ::close(saved_);
        if (nowhere_ >= 0)
            ::close(nowhere_);
    }
    SilencedStderr(const SilencedStderr&) = delete;
    SilencedStderr& operator=(const SilencedStderr&) = delete;

private:
    int saved_;
    int nowhere_;
};

/// PortAudio for as long as someone uses it; initialisations nest.
struct PortAudioSession {
    PaError error;
    PortAudioSession() {
        const SilencedStderr silenced;
        error = Pa_Initialize();
    }
    ~PortAudioSession() {
        if (error == paNoError)
            Pa_Terminate();
    }
    PortAudioSession(const PortAudioSession&) = delete;
    PortAudioSession& operator=(const PortAudioSession&) = delete;
};

/// Sounds at the device's rate, so that switching to and fro does not convert a long sound again each time.
class ConvertedSounds {
public:
    std::shared_ptr<const AudioBuffer> at(const std::shared_ptr<const AudioBuffer>& sound, double rateHz) {
        if (!sound || sound->sampleRateHz == rateHz)
            return sound;
        std::erase_if(entries_, [](const Entry& entry) { return entry.original.expired(); });
        for (const Entry& entry : entries_)
            if (entry.original.lock() == sound && entry.converted->sampleRateHz == rateHz)
                return entry.converted;
        if (entries_.size() == kMaxEntries)
            entries_.erase(entries_.begin());
        entries_.push_back({sound, std::make_shared<const AudioBuffer>(resample(*sound, rateHz))});
        return entries_.back().converted;
    }

private:
    static constexpr std::size_t kMaxEntries = 8; ///< input, target and a usual chain

    struct Entry {
        std::weak_ptr<const AudioBuffer> original;
        std::shared_ptr<const AudioBuffer> converted;
    };
    std::vector<Entry> entries_;
};

} // namespace

namespace {

/// PortAudio's default, or the first output of any host API: where only JACK runs, the default host API has no device.
PaDeviceIndex defaultDevice() {
    const PaDeviceIndex chosen = Pa_GetDefaultOutputDevice();
    if (chosen >= 0)
        return chosen;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i)
        if (const PaDeviceInfo* info = Pa_GetDeviceInfo(i); info != nullptr && info->maxOutputChannels > 0)
            return i;
    return paNoDevice;
}

} // namespace

struct Player::Stream {
    PortAudioSession session;
    int deviceIndex = -1;
    int bufferFrames = 512;
    PaStream* stream = nullptr;
    double rateHz = 44100.0;
    std::unique_ptr<SoundSwitch> output = std::make_unique<SoundSwitch>(rateHz);
    std::shared_ptr<const AudioBuffer> sound;
    ConvertedSounds converted;
    float gain = 1.0F;
    bool looping = true;
    bool playing = false;
    double positionSeconds = 0.0;
    std::atomic<int> underruns = 0;

    ~Stream() { close(); }

    static int callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                        PaStreamCallbackFlags flags, void* user) {
        auto* self = static_cast<Stream*>(user);
        if ((flags & paOutputUnderflow) != 0)
            ++self->underruns;
        self->output->render(static_cast<float*>(output), static_cast<int>(frames));
        return paContinue;
    }

    PaDeviceIndex device() const { return deviceIndex >= 0 ? deviceIndex : defaultDevice(); }

    void open() {
        const PaDeviceInfo* info = session.error == paNoError && device() >= 0 ? Pa_GetDeviceInfo(device()) : nullptr;
        if (info == nullptr || info->maxOutputChannels < 1)
            throw Error(deviceIndex >= 0 ? "The chosen audio device is no longer there."
                                         : "No audio output device was found; everything else works.");
        rateHz = info->defaultSampleRate;
        output = std::make_unique<SoundSwitch>(rateHz);
        PaStreamParameters parameters = {};
        parameters.device = device();
        parameters.channelCount = 2;
        parameters.sampleFormat = paFloat32;
        parameters.suggestedLatency = std::max(info->defaultLowOutputLatency, 2.0 * bufferFrames / rateHz);
        const SilencedStderr silenced;
        PaError error = Pa_OpenStream(&stream, nullptr, &parameters, rateHz, static_cast<unsigned long>(bufferFrames),
                                      paNoFlag, &Stream::callback, this);
        if (error == paNoError)
            error = Pa_StartStream(stream);
        if (error != paNoError) {
            close();
            throw Error(
                fmt::format("The audio device \"{}\" cannot be opened: {}.", info->name, Pa_GetErrorText(error)));
        }
    }

    void close() {
        if (stream != nullptr) {
            Pa_StopStream(stream);
            Pa_CloseStream(stream);
        }
        stream = nullptr;
    }

    void fadeOut() {
        output->setActive(false);
        const auto buffers = std::chrono::duration<double>(3.0 * bufferFrames / rateHz);
        const auto end = std::chrono::steady_clock::now() + kFadeOutLimit +
                         std::chrono::duration_cast<std::chrono::milliseconds>(buffers);
        while (!output->isSilent() && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    void seek() { output->seek(std::llround(positionSeconds * rateHz)); }
    void publish() { output->publish({converted.at(sound, rateHz), gain}); }
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
        devices.push_back(
            {i, info->name, api != nullptr ? api->name : "", info->maxOutputChannels, info->defaultSampleRate});
    }
    return devices;
}

std::string Player::unavailableReason() const {
    if (stream_->session.error != paNoError)
        return fmt::format("Audio output is not available: {}.", Pa_GetErrorText(stream_->session.error));
    return stream_->device() < 0 ? "No audio output device was found; everything else works." : "";
}

void Player::chooseDevice(int index, int bufferFrames) {
    stop();
    stream_->deviceIndex = index;
    const int frames = std::clamp(bufferFrames, kMinBufferFrames, kMaxBufferFrames);
    stream_->bufferFrames = static_cast<int>(std::bit_ceil(static_cast<unsigned>(frames)));
}

void Player::setSound(std::shared_ptr<const AudioBuffer> sound, float gain) {
    stream_->sound = std::move(sound);
    stream_->gain = gain;
    if (stream_->playing)
        stream_->publish();
}

void Player::setLooping(bool looping) {
    stream_->looping = looping;
    stream_->output->setLooping(looping);
}

void Player::play() {
    if (stream_->playing)
        return;
    stream_->underruns = 0;
    stream_->open();
    stream_->output->setLooping(stream_->looping);
    stream_->publish();
    stream_->seek();
    stream_->output->setActive(true);
    stream_->playing = true;
}

void Player::stop() {
    if (!stream_->playing)
        return;
    stream_->positionSeconds = positionSeconds();
    stream_->fadeOut();
    stream_->close();
    stream_->playing = false;
}

bool Player::isPlaying() const {
    return stream_->playing;
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

int Player::underrunCount() const {
    return stream_->underruns;
}

} // namespace stepwise::core

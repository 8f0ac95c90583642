#include "core/playback.h"

#include "core/error.h"
#include "core/resample.h"
#include "core/sound_switch.h"

#include <fmt/format.h>
#include <portaudio.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace stepwise::core {

namespace {

constexpr auto kFadeOutTime = std::chrono::milliseconds(30);

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

/// Mono to both sides; of more than two channels the first pair.
std::unique_ptr<PlayableSound> playable(const AudioBuffer& sound, float gain, double rateHz) {
    auto result = std::make_unique<PlayableSound>();
    result->gain = gain;
    const AudioBuffer resampled = resample(sound, rateHz);
    const std::size_t frames = resampled.frames();
    const std::size_t right = resampled.channelCount() > 1 ? 1 : 0;
    result->frames.resize(2 * frames);
    for (std::size_t i = 0; i < frames; ++i) {
        result->frames[2 * i] = resampled.channels[0][i];
        result->frames[2 * i + 1] = resampled.channels[right][i];
    }
    return result;
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

    PaDeviceIndex device() const { return deviceIndex >= 0 ? deviceIndex : Pa_GetDefaultOutputDevice(); }

    void open() {
        const PaDeviceInfo* info = session.error == paNoError && device() >= 0 ? Pa_GetDeviceInfo(device()) : nullptr;
        if (info == nullptr || info->maxOutputChannels < 1)
            throw Error("No audio output device was found; everything else works.");
        PaStreamParameters parameters = {};
        parameters.device = device();
        parameters.channelCount = 2;
        parameters.sampleFormat = paFloat32;
        parameters.suggestedLatency = info->defaultLowOutputLatency;
        rateHz = info->defaultSampleRate;
        output = std::make_unique<SoundSwitch>(rateHz);
        const SilencedStderr silenced;
        PaError error = Pa_OpenStream(&stream, nullptr, &parameters, rateHz, static_cast<unsigned long>(bufferFrames),
                                      paClipOff, &Stream::callback, this);
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
            Pa_AbortStream(stream);
            Pa_CloseStream(stream);
        }
        stream = nullptr;
    }

    void publish() {
        if (sound)
            output->publish(playable(*sound, gain, rateHz));
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
    stream_->bufferFrames = bufferFrames;
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
    stream_->output->seek(static_cast<std::int64_t>(stream_->positionSeconds * stream_->rateHz));
    stream_->output->setActive(true);
    stream_->playing = true;
}

void Player::stop() {
    if (!stream_->playing)
        return;
    stream_->positionSeconds = positionSeconds();
    stream_->output->setActive(false);
    std::this_thread::sleep_for(kFadeOutTime);
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
        stream_->output->seek(static_cast<std::int64_t>(stream_->positionSeconds * stream_->rateHz));
}

int Player::underrunCount() const {
    return stream_->underruns;
}

} // namespace stepwise::core

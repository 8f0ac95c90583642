#include "core/playback.h"

#include "core/error.h"
#include "core/output_stream.h"
#include "core/sound_converter.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace stepwise::core {

namespace {

constexpr std::chrono::milliseconds kCloseLimit(300); ///< for a device that does not answer

} // namespace

struct Player::Stream {
    std::shared_ptr<PortAudioSession> session = std::make_shared<PortAudioSession>();
    int deviceIndex = -1;
    int bufferFrames = 512;
    std::unique_ptr<OutputStream> stream; ///< while playing
    PlayableSound wanted;                 ///< at the sounds' own rates
    bool isPending = false;               ///< `wanted` is still being converted
    std::shared_ptr<LiveStage> preparedStage;
    bool stageFits = false; ///< the prepared stage runs at the device's rate
    SoundConverter converter;
    bool looping = true;
    double loopStartSeconds = 0.0;
    double loopEndSeconds = 0.0;
    double positionSeconds = 0.0;
    int underruns = 0; ///< of the stream before

    PaDeviceIndex device() const { return deviceIndex >= 0 ? deviceIndex : defaultOutputDevice(); }

    void open() {
        const PaDeviceInfo* info = session->error == paNoError && device() >= 0 ? Pa_GetDeviceInfo(device()) : nullptr;
        if (info == nullptr || info->maxOutputChannels < 1)
            throw Error(deviceIndex >= 0 ? "The chosen audio device is no longer there."
                                         : "No audio output device was found; everything else works.");
        stream = std::make_unique<OutputStream>(device(), bufferFrames);
        preparedStage.reset();
    }

    void seek() { stream->output().seek(std::llround(positionSeconds * stream->rateHz())); }
    void sendRegion() {
        if (stream)
            stream->output().setLoopRegion(
                {std::llround(loopStartSeconds * stream->rateHz()), std::llround(loopEndSeconds * stream->rateHz())});
    }

    bool prepare(const std::shared_ptr<LiveStage>& stage) {
        if (stage != preparedStage) {
            preparedStage = stage;
            try {
                stage->prepare(stream->rateHz());
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
        const auto audio = converter.at(wanted.audio, stream->rateHz());
        const auto input = converter.at(wanted.stageInput, stream->rateHz());
        isPending = !audio || !input;
        if (isPending)
            return false;
        sound.audio = *audio;
        sound.stageInput = *input;
        if (sound.stage && !prepare(sound.stage))
            sound.stage.reset();
        stream->output().publish(std::move(sound));
        return true;
    }
};

Player::Player() : stream_(std::make_unique<Stream>()) {}

Player::~Player() {
    stop();
    OutputStream::waitUntilSettled();
}

std::vector<OutputDevice> Player::outputDevices() {
    OutputStream::waitUntilSettled();
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

bool Player::lookForDevices() {
    stop();
    OutputStream::waitUntilSettled();
    if (!OutputStream::waitForClosed(kCloseLimit))
        return false;
    stream_->session.reset();
    stream_->session = std::make_shared<PortAudioSession>();
    if (PortAudioSession::isStuck())
        return false;
    stream_->deviceIndex = -1;
    return true;
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
    if (stream_->stream)
        stream_->publish();
}

void Player::setLooping(bool looping) {
    stream_->looping = looping;
    if (stream_->stream)
        stream_->stream->output().setLooping(looping);
}

void Player::setLoopRegion(double startSeconds, double endSeconds) {
    stream_->loopStartSeconds = startSeconds;
    stream_->loopEndSeconds = endSeconds;
    stream_->sendRegion();
}

void Player::play() {
    if (isPlaying())
        return;
    stream_->underruns = 0;
    stream_->open();
    SoundSwitch& output = stream_->stream->output();
    output.setLooping(stream_->looping);
    stream_->sendRegion();
    const bool isReady = stream_->publish();
    stream_->seek();
    output.setActive(isReady);
}

void Player::stop() {
    if (!isPlaying())
        return;
    stream_->positionSeconds = positionSeconds();
    stream_->underruns = underrunCount();
    stream_->stream->output().setActive(false);
    OutputStream::closeAside(std::move(stream_->stream), stream_->session);
}

bool Player::isPlaying() const {
    return stream_->stream != nullptr;
}

std::string Player::update() {
    if (!isPlaying())
        return {};
    try {
        if (!stream_->stream->isOpen())
            return {};
    } catch (const Error& error) {
        stop();
        return error.what();
    }
    if (stream_->stream->isGone()) {
        const std::string name = stream_->stream->deviceName();
        stop();
        return fmt::format("Playback has stopped: the audio device \"{}\" is gone.", name);
    }
    if (stream_->isPending && stream_->publish())
        stream_->stream->output().setActive(true);
    return {};
}

double Player::positionSeconds() const {
    return isPlaying() ? static_cast<double>(stream_->stream->output().position()) / stream_->stream->rateHz()
                       : stream_->positionSeconds;
}

void Player::setPositionSeconds(double seconds) {
    stream_->positionSeconds = std::max(seconds, 0.0);
    if (isPlaying())
        stream_->seek();
}

StereoFrame Player::takePeaks() {
    return isPlaying() ? stream_->stream->output().takePeaks() : StereoFrame{};
}

int Player::underrunCount() const {
    return isPlaying() ? stream_->stream->underrunCount() : stream_->underruns;
}

bool Player::isLive() const {
    return isPlaying() && stream_->wanted.isLive() && stream_->stageFits;
}

} // namespace stepwise::core

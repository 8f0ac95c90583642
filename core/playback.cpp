#include "core/playback.h"

#include "core/error.h"
#include "core/output_stream.h"
#include "core/playback_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <future>
#include <utility>

namespace stepwise::core {

namespace {

constexpr std::chrono::milliseconds kCloseLimit(300); ///< for a device that does not answer

struct FoundDevices {
    std::shared_ptr<PortAudioSession> session;
    std::optional<std::vector<OutputDevice>> devices; ///< none where the old session could not be ended
};

/// PortAudio finds devices when it starts.
FoundDevices startedAgain(std::shared_ptr<PortAudioSession> session) {
    OutputStream::waitUntilSettled();
    if (!OutputStream::waitForClosed(kCloseLimit))
        return {std::move(session), std::nullopt};
    session.reset();
    session = std::make_shared<PortAudioSession>();
    return {std::move(session), Player::outputDevices()};
}

} // namespace

struct Player::Stream {
    std::shared_ptr<PortAudioSession> session = std::make_shared<PortAudioSession>(); ///< none while looking
    std::future<FoundDevices> looking;
    std::vector<OutputDevice> devices = Player::outputDevices();
    int deviceIndex = -1;
    int bufferFrames = 512;
    std::unique_ptr<OutputStream> stream; ///< while playing
    bool isOpen = false;                  ///< the device plays: the one before has let go of the stage
    PlaybackRequests requests;
    double positionSeconds = 0.0; ///< while not playing
    int underruns = 0;            ///< of the stream before
    int starvationsBefore = 0;    ///< before play()

    PaDeviceIndex device() const { return deviceIndex >= 0 ? deviceIndex : defaultOutputDevice(); }

    void open() {
        if (!session)
            throw Error("Audio devices are being looked for: try again in a moment.");
        const PaDeviceInfo* info = session->error == paNoError && device() >= 0 ? Pa_GetDeviceInfo(device()) : nullptr;
        if (info == nullptr || info->maxOutputChannels < 1)
            throw Error(
                deviceIndex >= 0
                    ? "The chosen audio device is no longer there."
                    : "No audio output device was found. Plug one in, then look for devices again in the settings.");
        stream = std::make_unique<OutputStream>(device(), bufferFrames);
        isOpen = false;
    }

    /// Heard from the first sound on that can be heard.
    void proceed() {
        if (!stream || !isOpen)
            return;
        requests.proceed(stream->output(), stream->rateHz());
        if (!requests.isSoundPending())
            stream->output().setActive(true);
    }
};

Player::Player() : stream_(std::make_unique<Stream>()) {}

Player::~Player() {
    stop();
    if (stream_->looking.valid())
        stream_->looking.wait();
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

const std::vector<OutputDevice>& Player::devices() const {
    return stream_->devices;
}

void Player::lookForDevices() {
    stop();
    if (!stream_->looking.valid())
        stream_->looking = std::async(std::launch::async, startedAgain, std::exchange(stream_->session, nullptr));
}

std::optional<bool> Player::takeFoundDevices() {
    if (!stream_->looking.valid() || stream_->looking.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return std::nullopt;
    FoundDevices found = stream_->looking.get();
    stream_->session = std::move(found.session);
    if (!found.devices)
        return false;
    stream_->devices = std::move(*found.devices);
    if (PortAudioSession::isStuck())
        return false;
    stream_->deviceIndex = -1;
    return true;
}

std::string Player::unavailableReason() const {
    if (!stream_->session)
        return "Audio devices are being looked for.";
    if (stream_->session->error != paNoError)
        return fmt::format("Audio output is not available: {}.", Pa_GetErrorText(stream_->session->error));
    return stream_->device() < 0
               ? "No audio output device was found. Plug one in, then look for devices again in the settings."
               : "";
}

void Player::chooseDevice(int index, int bufferFrames) {
    stop();
    stream_->deviceIndex = index;
    const int frames = std::clamp(bufferFrames, kMinBufferFrames, kMaxBufferFrames);
    stream_->bufferFrames = static_cast<int>(std::bit_ceil(static_cast<unsigned>(frames)));
}

void Player::hear(HeardSound sound) {
    stream_->requests.hear(std::move(sound));
    stream_->proceed();
}

void Player::setLooping(bool looping) {
    stream_->requests.setLooping(looping);
    stream_->proceed();
}

void Player::setLoopRegion(double startSeconds, double endSeconds) {
    stream_->requests.setLoopRegion(startSeconds, endSeconds);
    stream_->proceed();
}

void Player::play() {
    if (isPlaying())
        return;
    stream_->underruns = 0;
    stream_->starvationsBefore = stream_->requests.starvations();
    stream_->open();
    stream_->requests.move(stream_->positionSeconds);
}

void Player::stop() {
    if (!isPlaying())
        return;
    stream_->positionSeconds = positionSeconds();
    stream_->underruns = underrunCount();
    stream_->stream->output().setActive(false);
    OutputStream::closeAside(std::move(stream_->stream), stream_->session);
    stream_->requests.restart();
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
    stream_->isOpen = true;
    stream_->proceed();
    std::string trouble = stream_->requests.takeTrouble();
    if (!trouble.empty())
        stop();
    return trouble;
}

double Player::positionSeconds() const {
    return isPlaying() ? stream_->requests.positionSeconds(stream_->stream->output(), stream_->stream->rateHz())
                       : stream_->positionSeconds;
}

void Player::setPositionSeconds(double seconds) {
    stream_->positionSeconds = std::max(seconds, 0.0);
    stream_->requests.move(stream_->positionSeconds);
    stream_->proceed();
}

StereoFrame Player::takePeaks() {
    return isPlaying() ? stream_->stream->output().takePeaks() : StereoFrame{};
}

int Player::underrunCount() const {
    return isPlaying() ? stream_->stream->underrunCount() + stream_->requests.starvations() - stream_->starvationsBefore
                       : stream_->underruns;
}

bool Player::isPreparing() const {
    return isPlaying() && stream_->requests.isConverting();
}

bool Player::isStageLeftOut() const {
    return isPlaying() && stream_->requests.isStageLeftOut();
}

double Player::rateHz() const {
    return isPlaying() ? stream_->stream->rateHz() : 0.0;
}

bool Player::isLive() const {
    return isPlaying() && stream_->requests.isLive();
}

} // namespace stepwise::core

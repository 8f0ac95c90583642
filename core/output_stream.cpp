#include "core/output_stream.h"

#include "core/error.h"

#include <fmt/format.h>

#include <thread>

namespace stepwise::core {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFadeOutLimit(30);   ///< beyond the buffers already on their way
constexpr std::chrono::milliseconds kSilenceLimit(1000); ///< a device that asks for nothing this long is gone
constexpr std::chrono::seconds kOpenLimit(3);            ///< so is one that does not open within this time

std::atomic<int> closingAside = 0;
std::atomic<int> openingAside = 0; ///< within kOpenLimit
std::atomic<int> fadesStarted = 0; ///< of streams whose device answered when they were closed
std::atomic<int> fadesEnded = 0;   ///< with their device closed

template <class Condition>
bool waitUntil(std::chrono::milliseconds limit, const Condition& holds) {
    const auto end = Clock::now() + limit;
    while (!holds() && Clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return holds();
}

} // namespace

OutputStream::OutputStream(PaDeviceIndex device, int bufferFrames) : bufferFrames_(bufferFrames) {
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(device);
    deviceName_ = info.name;
    rateHz_ = info.defaultSampleRate;
    channelCount_ = std::min(info.maxOutputChannels, 2);
    output_ = std::make_unique<SoundSwitch>(rateHz_);
    ++openingAside;
    // PortAudio does one thing at a time.
    opening_ = std::async(std::launch::async, [this, device, fadesBefore = fadesStarted.load()] {
        waitUntil(kSilenceLimit, [&] { return fadesEnded >= fadesBefore; });
        const PaError error = open(device);
        endOpening();
        return error;
    });
}

OutputStream::~OutputStream() {
    if (opening_.valid())
        opening_.wait();
    if (stream_ == nullptr)
        return;
    const SilencedStderr silenced;
    Pa_AbortStream(stream_);
    Pa_CloseStream(stream_);
}

PaError OutputStream::open(PaDeviceIndex device) {
    PaStreamParameters parameters = {};
    parameters.device = device;
    parameters.channelCount = channelCount_;
    parameters.sampleFormat = paFloat32;
    parameters.suggestedLatency =
        std::max(Pa_GetDeviceInfo(device)->defaultLowOutputLatency, 2.0 * bufferFrames_ / rateHz_);
    const SilencedStderr silenced;
    PaError error = Pa_OpenStream(&stream_, nullptr, &parameters, rateHz_, static_cast<unsigned long>(bufferFrames_),
                                  paNoFlag, &OutputStream::callback, this);
    if (error != paNoError) {
        stream_ = nullptr;
        return error;
    }
    raiseStreamPriority(stream_, device);
    error = Pa_StartStream(stream_);
    if (error != paNoError) {
        Pa_CloseStream(stream_);
        stream_ = nullptr;
    }
    return error;
}

/// As soon as it is over, or too late.
void OutputStream::endOpening() {
    if (countsAsOpening_.exchange(false))
        --openingAside;
}

bool OutputStream::isOpen() {
    if (!opening_.valid())
        return isOpen_;
    if (opening_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        if (Clock::now() - lastCallback_ < kOpenLimit)
            return false;
        endOpening();
        isOverdue_ = true;
        throw Error(fmt::format("The audio device \"{}\" does not answer.", deviceName_));
    }
    if (const PaError error = opening_.get(); error != paNoError)
        throw Error(fmt::format("The audio device \"{}\" cannot be opened: {}.", deviceName_, Pa_GetErrorText(error)));
    lastCallback_ = Clock::now();
    isOpen_ = true;
    return true;
}

int OutputStream::callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                           PaStreamCallbackFlags flags, void* user) {
    auto* self = static_cast<OutputStream*>(user);
    if ((flags & paOutputUnderflow) != 0)
        ++self->underruns_;
    self->callbacks_.fetch_add(1, std::memory_order_relaxed);
    self->render(static_cast<float*>(output), static_cast<int>(frames));
    return paContinue;
}

/// One-channel devices hear the mean of both sides.
void OutputStream::render(float* samples, int frames) noexcept {
    if (channelCount_ == 2) {
        output_->render(samples, frames);
        return;
    }
    std::array<float, static_cast<std::size_t>(2 * kMinBufferFrames)> both;
    for (int start = 0; start < frames; start += kMinBufferFrames) {
        const int count = std::min(kMinBufferFrames, frames - start);
        output_->render(both.data(), count);
        for (int i = 0; i < count; ++i) {
            const auto at = std::size_t{2} * static_cast<std::size_t>(i);
            samples[start + i] = 0.5F * (both[at] + both[at + 1]);
        }
    }
}

void OutputStream::fadeOut() {
    output_->setActive(false);
    const auto buffers = std::chrono::duration<double>(3.0 * bufferFrames_ / rateHz_);
    const auto end = Clock::now() + kFadeOutLimit + std::chrono::duration_cast<std::chrono::milliseconds>(buffers);
    while (!output_->isSilent() && Clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(buffers);
}

bool OutputStream::isGone() {
    if (!isOpen_)
        return isOverdue_;
    const unsigned count = callbacks_.load(std::memory_order_relaxed);
    if (count != seenCallbacks_) {
        seenCallbacks_ = count;
        lastCallback_ = Clock::now();
    }
    return Pa_IsStreamActive(stream_) != 1 || Clock::now() - lastCallback_ > kSilenceLimit;
}

void OutputStream::closeAside(std::unique_ptr<OutputStream> stream, std::shared_ptr<PortAudioSession> session) {
    const bool answers = !stream->isGone();
    ++closingAside;
    fadesStarted += answers ? 1 : 0;
    std::thread([stream = std::move(stream), session = std::move(session), answers]() mutable {
        if (answers)
            stream->fadeOut();
        stream.reset();
        session.reset();
        fadesEnded += answers ? 1 : 0;
        --closingAside;
    }).detach();
}

bool OutputStream::waitForClosed(std::chrono::milliseconds limit) {
    return waitUntil(limit, [] { return closingAside == 0; });
}

void OutputStream::waitUntilSettled() {
    waitUntil(kSilenceLimit, [] { return openingAside == 0 && fadesEnded == fadesStarted; });
}

} // namespace stepwise::core

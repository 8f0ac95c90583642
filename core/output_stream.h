// One open output of PortAudio that plays what a SoundSwitch renders. Private to playback.
#pragma once

#include "core/port_audio.h"
#include "core/sound_switch.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>

namespace stepwise::core {

inline constexpr int kMinBufferFrames = 64;
inline constexpr int kMaxBufferFrames = 4096;

class OutputStream {
public:
    /// Opens and starts on a thread of its own, since that takes some devices longer than a window may stand still.
    /// Waits there for streams that are being closed.
    OutputStream(PaDeviceIndex device, int bufferFrames);
    /// Waits until the device has let go.
    ~OutputStream();
    OutputStream(const OutputStream&) = delete;
    OutputStream& operator=(const OutputStream&) = delete;

    /// Whether the device plays by now. Throws Error with a clear sentence if it cannot be opened, or does not answer.
    bool isOpen();

    SoundSwitch& output() { return *output_; }
    double rateHz() const { return rateHz_; }
    const std::string& deviceName() const { return deviceName_; }
    int underrunCount() const { return underruns_; }

    /// Silence without a click, until what was faded out has reached the ear.
    void fadeOut();

    /// True when the device does not answer, or has asked for nothing for a while.
    bool isGone();

    /// Fades out and closes on a thread of its own, since that takes several buffers, and for ever where a device does
    /// not answer any more; `session` lives as long.
    static void closeAside(std::unique_ptr<OutputStream> stream, std::shared_ptr<PortAudioSession> session);
    /// Whether streams closed aside have let go, waiting at most `limit`.
    static bool waitForClosed(std::chrono::milliseconds limit);
    /// Until no stream is being opened, or closed while its device answered: at most a second.
    static void waitUntilSettled();

private:
    static int callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                        PaStreamCallbackFlags flags, void* user);
    void render(float* samples, int frames) noexcept;
    PaError open(PaDeviceIndex device);
    void endOpening();

    PaStream* stream_ = nullptr; ///< of an open device
    std::future<PaError> opening_;
    std::atomic<bool> countsAsOpening_ = true;
    bool isOpen_ = false;
    bool isOverdue_ = false;
    int bufferFrames_;
    std::string deviceName_;
    double rateHz_ = 0.0;
    int channelCount_ = 2;
    std::unique_ptr<SoundSwitch> output_;
    std::atomic<int> underruns_ = 0;
    std::atomic<unsigned> callbacks_ = 0;
    unsigned seenCallbacks_ = 0;
    std::chrono::steady_clock::time_point lastCallback_ = std::chrono::steady_clock::now();
};

} // namespace stepwise::core

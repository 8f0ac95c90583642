#include "core/port_audio.h"

#include <atomic>
#include <fcntl.h>
#include <unistd.h>

#if __has_include(<pa_linux_alsa.h>)
#include <pa_linux_alsa.h>
#endif

namespace stepwise::core {

namespace {

std::atomic<bool> stuck = false;
std::atomic<int> sessions = 0;

/// An output of JACK, or paNoDevice where PortAudio found no server.
PaDeviceIndex jackDevice() {
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
        const PaHostApiInfo* api = info != nullptr ? Pa_GetHostApiInfo(info->hostApi) : nullptr;
        if (api != nullptr && api->type == paJACK && info->maxOutputChannels > 0)
            return i;
    }
    return paNoDevice;
}

/// True where a server was there and no longer lets anyone in.
bool jackHasEnded() {
    PaStreamParameters parameters = {};
    parameters.device = jackDevice();
    if (parameters.device == paNoDevice)
        return false;
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(parameters.device);
    parameters.channelCount = 1;
    parameters.sampleFormat = paFloat32;
    parameters.suggestedLatency = info.defaultHighOutputLatency;
    PaStream* stream = nullptr;
    const auto nothing = [](const void*, void*, unsigned long, const PaStreamCallbackTimeInfo*, PaStreamCallbackFlags,
                            void*) -> int { return paAbort; };
    const PaError error = Pa_OpenStream(&stream, nullptr, &parameters, info.defaultSampleRate,
                                        paFramesPerBufferUnspecified, paNoFlag, nothing, nullptr);
    if (error == paNoError)
        Pa_CloseStream(stream);
    return error == paInsufficientMemory || error == paDeviceUnavailable || error == paUnanticipatedHostError;
}

} // namespace

SilencedStderr::SilencedStderr() : saved_(::dup(STDERR_FILENO)), nowhere_(::open("/dev/null", O_WRONLY)) {
    if (saved_ >= 0 && nowhere_ >= 0)
        ::dup2(nowhere_, STDERR_FILENO);
}

SilencedStderr::~SilencedStderr() {
    if (saved_ >= 0 && nowhere_ >= 0)
        ::dup2(saved_, STDERR_FILENO);
    if (saved_ >= 0)
        ::close(saved_);
    if (nowhere_ >= 0)
        ::close(nowhere_);
}

PortAudioSession::PortAudioSession() {
    const SilencedStderr silenced;
    error = Pa_Initialize();
    ++sessions;
}

PortAudioSession::~PortAudioSession() {
    const SilencedStderr silenced;
    const bool isLast = --sessions == 0;
    if (error != paNoError)
        return;
    stuck = stuck || (isLast && jackHasEnded());
    if (!stuck)
        Pa_Terminate();
}

bool PortAudioSession::isStuck() {
    return stuck;
}

PaDeviceIndex defaultOutputDevice() {
    const PaDeviceIndex chosen = Pa_GetDefaultOutputDevice();
    if (chosen >= 0)
        return chosen;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i)
        if (const PaDeviceInfo* info = Pa_GetDeviceInfo(i); info != nullptr && info->maxOutputChannels > 0)
            return i;
    return paNoDevice;
}

void raiseStreamPriority([[maybe_unused]] PaStream* stream, [[maybe_unused]] PaDeviceIndex device) {
#if __has_include(<pa_linux_alsa.h>)
    const PaDeviceInfo* info = Pa_GetDeviceInfo(device);
    const PaHostApiInfo* api = info != nullptr ? Pa_GetHostApiInfo(info->hostApi) : nullptr;
    if (api != nullptr && api->type == paALSA)
        PaAlsa_EnableRealtimeScheduling(stream, 1);
#endif
}

} // namespace stepwise::core

#include "core/port_audio.h"

#include <fcntl.h>
#include <unistd.h>

#if __has_include(<pa_linux_alsa.h>)
#include <pa_linux_alsa.h>
#endif

namespace stepwise::core {

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
}

PortAudioSession::~PortAudioSession() {
    const SilencedStderr silenced;
    if (error == paNoError)
        Pa_Terminate();
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

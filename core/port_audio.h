// PortAudio's start and end, and its devices. Private to playback.
#pragma once

#include <portaudio.h>

namespace stepwise::core {

/// ALSA and JACK write pages of complaints to stderr while PortAudio works; none of them is for the learner.
class SilencedStderr {
public:
    SilencedStderr();
    ~SilencedStderr();
    SilencedStderr(const SilencedStderr&) = delete;
    SilencedStderr& operator=(const SilencedStderr&) = delete;

private:
    int saved_;
    int nowhere_;
};

/// PortAudio for as long as someone uses it; initialisations nest. A session whose JACK server has ended is never ended
/// itself, since PortAudio aborts the program then; its other devices go on working.
struct PortAudioSession {
    PaError error;
    PortAudioSession();
    ~PortAudioSession();
    PortAudioSession(const PortAudioSession&) = delete;
    PortAudioSession& operator=(const PortAudioSession&) = delete;

    /// Whether a session had to be left open, so that no list of devices can be new any more.
    static bool isStuck();
};

/// PortAudio's default, or the first output of any host API: where only JACK runs, the default host API has no device.
PaDeviceIndex defaultOutputDevice();

/// Asks the system to serve the stream's thread first, where the host API leaves that to the program.
void raiseStreamPriority(PaStream* stream, PaDeviceIndex device);

} // namespace stepwise::core

// Playing a sound through PortAudio. The window's transport; nothing here knows of effects or models.
#pragma once

#include "core/audio_buffer.h"

#include <memory>
#include <string>
#include <vector>

namespace stepwise::core {

struct OutputDevice {
    int index = -1;
    std::string name;
    std::string hostApi;
    int maxChannels = 0;
    double defaultRateHz = 0.0;
};

/// Plays one of several sounds of one common time line, looped or once, switching between them without a click.
/// All calls come from one control thread; the audio callback neither allocates nor locks. Mono goes to both sides; of
/// more than two channels the first pair is heard.
class Player {
public:
    Player();
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    static std::vector<OutputDevice> outputDevices();

    /// Why nothing can be played ("No audio output device was found."), or empty.
    std::string unavailableReason() const;

    /// Stops; the next play() uses the device. -1: the default one. Buffer sizes are powers of two, 64 to 4096 frames.
    void chooseDevice(int index, int bufferFrames = 512);

    /// The sound to play from now on, from the same position, crossfaded within 10 ms. Resampled to the device's
    /// rate. nullptr: silence.
    void setSound(std::shared_ptr<const AudioBuffer> sound, float gain = 1.0F);
    void setLooping(bool looping);

    /// Throws Error with a clear sentence when the device cannot be opened.
    void play();
    void stop();
    /// From play() to stop(), also after the end of a sound that is not looped: there the position runs on.
    bool isPlaying() const;

    double positionSeconds() const;
    void setPositionSeconds(double seconds);

    /// Buffers that the device reported late since play().
    int underrunCount() const;

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

} // namespace stepwise::core

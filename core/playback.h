// Playing sounds through PortAudio. The window's transport; nothing here knows of effects or models.
#pragma once

#include "core/heard_sound.h"
#include "core/sound_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stepwise::core {

struct OutputDevice {
    int index = -1;
    std::string name;
    std::string hostApi;
    int maxChannels = 0;
    double defaultRateHz = 0.0;
    bool isDefault = false;
};

/// Plays one of several sounds of one common time line, looped or once, switching between them without a click; a live
/// stage may run along. All calls come from one control thread; the audio callback neither allocates nor locks.
class Player {
public:
    Player();
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// The outputs as they were when the first Player appeared, or at the last call of lookForDevices(). Waits for
    /// streams that are being closed.
    static std::vector<OutputDevice> outputDevices();
    /// The same as this player found them, without waiting.
    const std::vector<OutputDevice>& devices() const;

    /// Stops, and begins to find devices that came or went, on the side; nothing can be played until the answer is
    /// taken. Players other than this one keep the old list alive: let there be none.
    void lookForDevices();
    /// None before the answer, and once it was taken. True: the list is new, and the chosen device is the default
    /// again, since indices change. False where it cannot be new: a JACK server that ends takes PortAudio's session
    /// with it. The other devices of the old list can still be chosen.
    std::optional<bool> takeFoundDevices();

    /// Why nothing can be played ("No audio output device was found."), or empty.
    std::string unavailableReason() const;

    /// Stops; the next play() uses the device. -1: the default one. Buffer sizes are powers of two, 64 to 4096 frames.
    void chooseDevice(int index, int bufferFrames = 512);

    /// What is heard from now on, from the same position, crossfaded within 10 ms; a sound in a file as soon as its
    /// part there is read. Sounds of any rate: they are converted to the device's. A stage that does not run at that
    /// rate is left out, and `audio` is heard.
    void hear(HeardSound sound);
    void setSound(StoredSound sound, float gain = 1.0F) { hear({std::move(sound), gain}); }
    void setLooping(bool looping);
    /// The whole sound where end <= start.
    void setLoopRegion(double startSeconds, double endSeconds);

    /// The device is opened on the side: sound follows within a tenth of a second, or update() says why not. Throws
    /// Error with a clear sentence when there is no device.
    void play();
    void stop();
    /// From play() to stop(), also after the end of a sound that is not looped: there the position runs on.
    bool isPlaying() const;

    /// To be called every few hundredths of a second while playing: long sounds are read ahead, and heard once they are
    /// converted, and a device that cannot be opened, or is gone, or a sound that cannot be read, stops playback.
    /// Returns the sentence that says so, else nothing.
    std::string update();

    double positionSeconds() const;
    void setPositionSeconds(double seconds);

    /// The largest magnitude on each side since the last call.
    StereoFrame takePeaks();

    /// Buffers that the device reported late since play(), and times that a sound was not read in time.
    int underrunCount() const;
    /// While playing: a long sound is being converted to the device's rate; the one before, or silence, is heard.
    bool isPreparing() const;
    /// While playing: the stage cannot run at the device's rate.
    bool isStageLeftOut() const;
    /// Of the device that plays; 0 while none does.
    double rateHz() const;
    /// Whether the heard stage is audible, which it is not at rates that it cannot run at.
    bool isLive() const;

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

} // namespace stepwise::core

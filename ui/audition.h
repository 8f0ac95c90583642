// Listening, without widgets: which place of the timeline is heard, how loud, in which loop, on which device.
#pragma once

#include "core/playback.h"
#include "effects/live_rack.h"
#include "ui/timeline_controller.h"

#include <QTimer>

namespace stepwise::ui {

/// Where sound goes. Names rather than numbers, since devices come and go.
struct AudioOutput {
    QString hostApi; ///< empty: the system's default device
    QString device;
    int bufferFrames = 512;

    bool operator==(const AudioOutput&) const = default;
};

/// All steps that are on run live from the round's input, so that every place is heard with the knobs as they stand
/// now, and switching between steps finds reverbs ringing. Input and target are played as they are. A step that moves
/// stays the one that is heard.
class Audition : public QObject {
    Q_OBJECT

public:
    explicit Audition(TimelineController& controller, QObject* parent = nullptr);

    /// Switches at once, at the same position; places that do not exist become the input.
    void listen(int place);
    bool hasPlace(int place) const;
    int place() const { return place_; }
    /// "the input", "after step 2", "the target".
    QString placeName() const;
    /// The last step's place, or the input's.
    int lastStep() const;
    bool hasSound() const { return static_cast<bool>(sound_); }
    Sound sound() const { return sound_; }
    double lengthSeconds() const;

    /// Steps as they were: with hearEarlier(true) they are heard instead, at the same position, so that one key
    /// compares; from input and target it goes to the result. A turned knob, or other steps to compare, end it.
    void setEarlier(std::vector<EarlierStep> steps);
    bool hasEarlier() const;
    void hearEarlier(bool isEarlier);
    bool hearsEarlier() const { return hearsEarlier_; }

    void play();
    void stop();
    void togglePlay();
    bool isPlaying() const { return player_.isPlaying(); }
    /// Whether knobs are heard while they turn.
    bool isLive() const { return player_.isLive(); }
    /// While playing: a long sound is being converted to the device's rate, and is not heard yet.
    bool isPreparing() const { return isHeard() && player_.isPreparing(); }
    /// While playing: a step is heard as it was rendered, since the rack cannot run at the device's rate.
    bool hearsRendered() const;
    /// Of the device that plays; 0 while none does.
    double deviceRateHz() const { return player_.rateHz(); }

    double positionSeconds() const { return player_.positionSeconds(); }
    void setPositionSeconds(double seconds);

    void setLooping(bool looping);
    bool isLooping() const { return isLooping_; }
    /// Less would reset the effects over and over.
    static constexpr double kShortestLoopSeconds = 0.02;
    /// The part that is repeated, made as long as the shortest loop; the whole sound where end <= start.
    void setLoopRegion(double startSeconds, double endSeconds);
    double loopStartSeconds() const { return loopStart_; }
    double loopEndSeconds() const { return loopEnd_; }

    /// Every place as loud as the target; on from the start.
    void setLoudnessMatched(bool matched);
    bool isLoudnessMatched() const { return isMatched_; }
    /// What loudness matching does to the heard place; 0 when off.
    double gainDb() const;
    /// What is taken from every place alike, so that none clips (`headroom.h`). While playing it only rises: a
    /// step of level would disturb a comparison. It falls where nobody hears that.
    double headroomDb() const { return headroomDb_; }

    /// Heard from the next audio buffer on, before the spectrogram follows.
    void turnKnobs(int stepIndex, const effects::Step& step);
    /// What the compressor of a step does at this moment; how many bands.
    int bandMeters(int stepIndex, std::span<effects::BandMeter> meters) const;
    /// Where the LFO of a step is at this moment, in [-1, 1]; none if it has no LFO, or does not run live.
    std::optional<double> sweep(int stepIndex) const;
    core::StereoFrame takePeaks() { return player_.takePeaks(); }

    /// Empty when something can be played.
    QString unavailableReason() const { return QString::fromStdString(player_.unavailableReason()); }
    /// Stops, and uses the device from the next play() on; false (and the default device) if it is not there.
    bool setOutput(const AudioOutput& output);
    const AudioOutput& output() const { return output_; }
    /// False: the default device is used instead.
    bool isOutputThere() const { return output_.device.isEmpty() || outputIndex() >= 0; }
    const std::vector<core::OutputDevice>& devices() const { return player_.devices(); }
    /// Stops, and finds devices that came or went; devicesLookedFor() says when.
    void lookForDevices();
    /// One second of a quiet 440 Hz tone.
    void playTestTone();
    int underrunCount() const { return player_.underrunCount(); }

Q_SIGNALS:
    /// Another place, gain or sound.
    void heardChanged();
    void playingChanged(bool playing);
    /// isPreparing() or hearsRendered().
    void readinessChanged();
    void moved(double seconds);
    void loopChanged();
    void outputChanged();
    /// With why the list is the old one, or nothing.
    void devicesLookedFor(const QString& problem);
    void failed(const QString& sentence);

private:
    void takeTimeline();
    void takeSounds();
    void takeHeadroom();
    bool isHeard() const { return player_.isPlaying() && !isTone_; }
    float gain() const;
    bool isInRack(int stepIndex) const;
    int idAt(int place) const;
    int placeNow() const;
    void takeRack(const RenderedTimeline& timeline);
    int partOf(int stepIndex) const;
    const EarlierStep* earlierOf(int stepId) const;
    void send();
    void noteReadiness();
    int outputIndex() const;
    void follow();
    void followSearch();
    void followTone(const std::string& trouble);
    void endTone();

    TimelineController& controller_;
    core::Player player_;
    QTimer timer_;
    QTimer search_;       ///< while devices are looked for
    bool isTone_ = false; ///< the test tone is heard
    bool wasPreparing_ = false;
    bool heardRendered_ = false;
    AudioOutput output_;
    int place_ = kInputPlace;
    int stepId_ = 0; ///< of the heard step; 0: input or target
    std::vector<EarlierStep> earlier_;
    bool hearsEarlier_ = false;
    Sound sound_;
    Sound input_;
    Sound target_;
    Sound rackInput_;
    std::shared_ptr<effects::LiveRack> rack_;
    bool isLooping_ = true;
    bool isMatched_ = true;
    double headroomDb_ = 0.0;
    double loopStart_ = 0.0;
    double loopEnd_ = 0.0;
    double positionBeforeTone_ = 0.0;
};

} // namespace stepwise::ui

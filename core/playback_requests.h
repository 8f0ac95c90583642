// What playback is asked for: a sound, a place, a loop. Each is passed on to the audio thread as soon as it is read.
#pragma once

#include "core/heard_sound.h"
#include "core/sound_converter.h"
#include "core/sound_switch.h"
#include "core/stream_reader.h"

#include <string>

namespace stepwise::core {

/// All calls come from one control thread.
class PlaybackRequests {
public:
    void hear(HeardSound sound);
    void move(double seconds);
    void setLooping(bool looping);
    /// The whole sound where end <= start.
    void setLoopRegion(double startSeconds, double endSeconds);

    /// Everything is asked for again, of another output. Sounds that were heard are let go.
    void restart();
    /// To be called every few hundredths of a second: reads ahead of what is played, and passes on what is ready.
    void proceed(SoundSwitch& output, double rateHz);

    /// Nothing can be heard before the first sound is passed on.
    bool isSoundPending() const { return isSoundPending_; }
    /// Where playback is, or will be at once.
    double positionSeconds(const SoundSwitch& output, double rateHz) const;
    /// A long sound is being converted to the output's rate: what was heard before, or silence, goes on.
    bool isConverting() const { return isConverting_; }
    /// The stage that is asked for cannot run at the output's rate.
    bool isStageLeftOut() const { return preparedStage_ && preparedStage_ == wanted_.stage && !stageFits_; }
    /// Whether a part of a stage is heard.
    bool isLive() const { return heard_.isLive(); }

    int starvations() const { return reader_.starvations(); }
    /// Why a sound cannot be converted or read, once; else empty.
    std::string takeTrouble();

private:
    LoopRegion loopWithin(std::int64_t frames, double rateHz) const;
    LoopRegion loopOf(const PlayableSound& sound, double rateHz) const;
    std::int64_t placeIn(const PlayableSound& sound, std::int64_t frame, double rateHz) const;
    bool isReadFrom(const PlayableSound& sound, std::int64_t frame, double rateHz) const;
    std::optional<PlayableSound> playable(double rateHz);
    bool prepare(const std::shared_ptr<LiveStage>& stage, double rateHz);

    HeardSound wanted_;
    PlayableSound heard_; ///< what was passed on last
    bool isSoundPending_ = true;
    bool isMovePending_ = true;
    bool isLoopPending_ = true;
    bool isConverting_ = false;
    double positionSeconds_ = 0.0; ///< asked for last
    bool looping_ = true;
    double loopStartSeconds_ = 0.0;
    double loopEndSeconds_ = 0.0;
    std::shared_ptr<LiveStage> preparedStage_;
    bool stageFits_ = false; ///< the prepared stage runs at the output's rate
    SoundConverter converter_;
    StreamReader reader_;
    std::string trouble_;
};

} // namespace stepwise::core

#include "core/playback_requests.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace stepwise::core {

namespace {

std::int64_t frameAt(double seconds, double rateHz) {
    return std::llround(seconds * rateHz);
}

} // namespace

void PlaybackRequests::hear(HeardSound sound) {
    wanted_ = std::move(sound);
    isSoundPending_ = true;
}

void PlaybackRequests::move(double seconds) {
    positionSeconds_ = seconds;
    isMovePending_ = true;
}

void PlaybackRequests::setLooping(bool looping) {
    looping_ = looping;
    isLoopPending_ = true;
}

void PlaybackRequests::setLoopRegion(double startSeconds, double endSeconds) {
    loopStartSeconds_ = startSeconds;
    loopEndSeconds_ = endSeconds;
    isLoopPending_ = true;
}

void PlaybackRequests::restart() {
    heard_ = {};
    reader_.restart();
    preparedStage_.reset();
    trouble_.clear();
    isSoundPending_ = isMovePending_ = isLoopPending_ = true;
    isConverting_ = false;
}

double PlaybackRequests::positionSeconds(const SoundSwitch& output, double rateHz) const {
    return isMovePending_ ? positionSeconds_ : static_cast<double>(output.position()) / rateHz;
}

std::string PlaybackRequests::takeTrouble() {
    return trouble_.empty() ? reader_.takeTrouble() : std::exchange(trouble_, {});
}

LoopRegion PlaybackRequests::loopWithin(std::int64_t frames, double rateHz) const {
    return LoopRegion{frameAt(loopStartSeconds_, rateHz), frameAt(loopEndSeconds_, rateHz)}.within(frames);
}

LoopRegion PlaybackRequests::loopOf(const PlayableSound& sound, double rateHz) const {
    return loopWithin(sound.frames(), rateHz);
}

/// Where the audio thread goes when it is sent to `frame`.
std::int64_t PlaybackRequests::placeIn(const PlayableSound& sound, std::int64_t frame, double rateHz) const {
    return looping_ ? loopOf(sound, rateHz).wrapped(frame) : frame;
}

bool PlaybackRequests::isReadFrom(const PlayableSound& sound, std::int64_t frame, double rateHz) const {
    const auto isRead = [&](std::int64_t place) {
        return sound.audio.isReadFrom(place) && sound.stageInput.isReadFrom(place);
    };
    return isRead(placeIn(sound, frame, rateHz)) && (!looping_ || isRead(loopOf(sound, rateHz).startFrame));
}

void PlaybackRequests::proceed(SoundSwitch& output, double rateHz) {
    const std::int64_t playing = output.position();
    const std::int64_t place = isMovePending_ ? frameAt(positionSeconds_, rateHz) : playing;
    std::optional<PlayableSound> wanted = isSoundPending_ ? playable(rateHz) : std::nullopt;
    const PlayableSound& next = wanted ? *wanted : heard_;
    // The stage's input may be shorter than the sound that is heard, and then repeats by itself.
    const LoopRegion inputLoop = loopWithin(heard_.stageInput.frames(), rateHz);
    const std::array<std::int64_t, 5> places = {placeIn(next, place, rateHz), loopOf(next, rateHz).startFrame,
                                                placeIn(heard_, playing, rateHz), loopOf(heard_, rateHz).startFrame,
                                                looping_ ? inputLoop.wrapped(playing) : playing};
    reader_.follow(places);
    if (wanted && isReadFrom(*wanted, place, rateHz)) {
        heard_ = *wanted;
        output.publish(*std::move(wanted));
        isSoundPending_ = false;
    }
    if (isLoopPending_ && isReadFrom(heard_, place, rateHz)) {
        output.setLoopRegion({frameAt(loopStartSeconds_, rateHz), frameAt(loopEndSeconds_, rateHz)});
        output.setLooping(looping_);
        isLoopPending_ = false;
    }
    if (isMovePending_ && isReadFrom(heard_, place, rateHz)) {
        output.seek(place);
        isMovePending_ = false;
    }
}

/// Nothing while a long sound is being converted. Where a part of the stage is heard, the sound itself is not.
std::optional<PlayableSound> PlaybackRequests::playable(double rateHz) {
    isConverting_ = false;
    try {
        const bool hasStage = wanted_.stage && prepare(wanted_.stage, rateHz);
        const bool isLive = hasStage && wanted_.isLive();
        const std::optional<StoredSound> audio = converter_.at(isLive ? StoredSound() : wanted_.audio, rateHz);
        const std::optional<StoredSound> input = converter_.at(hasStage ? wanted_.stageInput : StoredSound(), rateHz);
        isConverting_ = !audio || !input;
        if (!isConverting_)
            return PlayableSound{reader_.samplesOf(*audio), wanted_.gain, hasStage ? wanted_.stage : nullptr,
                                 reader_.samplesOf(*input), wanted_.tap};
    } catch (const std::exception& error) {
        trouble_ = error.what();
    }
    return std::nullopt;
}

bool PlaybackRequests::prepare(const std::shared_ptr<LiveStage>& stage, double rateHz) {
    if (stage == heard_.stage) // runs at this moment
        return true;
    if (stage != preparedStage_) {
        preparedStage_ = stage;
        stageFits_ = false;
        try {
            stage->prepare(rateHz);
            stageFits_ = true;
        } catch (const std::invalid_argument&) {
            stageFits_ = false;
        }
    }
    return stageFits_;
}

} // namespace stepwise::core

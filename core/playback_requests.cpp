#include "core/playback_requests.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace stepwise::core {

namespace {

bool areReadFrom(const std::array<HeardSamples, 2>& samples, std::int64_t frame) {
    return std::ranges::all_of(samples, [&](const HeardSamples& one) { return one.isReadFrom(frame); });
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

void PlaybackRequests::setLoop(double startSeconds, double endSeconds) {
    loopStartSeconds_ = startSeconds;
    loopEndSeconds_ = endSeconds;
    isLoopPending_ = true;
}

void PlaybackRequests::restart() {
    heard_ = {};
    preparedStage_.reset();
    trouble_.clear();
    isSoundPending_ = isMovePending_ = isLoopPending_ = true;
}

double PlaybackRequests::positionSeconds(const SoundSwitch& output, double rateHz) const {
    return isMovePending_ ? positionSeconds_ : static_cast<double>(output.position()) / rateHz;
}

std::string PlaybackRequests::takeTrouble() {
    return trouble_.empty() ? reader_.takeTrouble() : std::exchange(trouble_, {});
}

void PlaybackRequests::proceed(SoundSwitch& output, double rateHz) {
    const auto frameAt = [&](double seconds) { return static_cast<std::int64_t>(std::llround(seconds * rateHz)); };
    const std::int64_t playing = output.position();
    const std::int64_t place = isMovePending_ ? frameAt(positionSeconds_) : playing;
    const std::int64_t loopStart = frameAt(loopStartSeconds_);
    const std::optional<Samples> wanted = isSoundPending_ ? convertedTo(rateHz) : std::nullopt;
    const std::array<std::int64_t, 3> places = {place, loopStart, playing};
    reader_.follow(places);
    if (wanted && areReadFrom(*wanted, place) && areReadFrom(*wanted, loopStart))
        publish(output, rateHz, *wanted);
    if (isLoopPending_ && areReadFrom(heard_, loopStart)) {
        output.setLoopRegion({loopStart, frameAt(loopEndSeconds_)});
        isLoopPending_ = false;
    }
    if (isMovePending_ && areReadFrom(heard_, place)) {
        output.seek(place);
        isMovePending_ = false;
    }
}

/// Nothing while a long sound is being converted.
std::optional<PlaybackRequests::Samples> PlaybackRequests::convertedTo(double rateHz) {
    try {
        const std::optional<StoredSound> audio = converter_.at(wanted_.audio, rateHz);
        const std::optional<StoredSound> input = converter_.at(wanted_.stageInput, rateHz);
        if (audio && input)
            return Samples{reader_.samplesOf(*audio), reader_.samplesOf(*input)};
    } catch (const Error& error) {
        trouble_ = error.what();
    }
    return std::nullopt;
}

void PlaybackRequests::publish(SoundSwitch& output, double rateHz, const Samples& samples) {
    PlayableSound sound{samples[0], wanted_.gain, wanted_.stage, samples[1], wanted_.tap};
    if (sound.stage && !prepare(sound.stage, rateHz))
        sound.stage.reset();
    output.publish(std::move(sound));
    heard_ = samples;
    isSoundPending_ = false;
}

bool PlaybackRequests::prepare(const std::shared_ptr<LiveStage>& stage, double rateHz) {
    if (stage != preparedStage_) {
        preparedStage_ = stage;
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

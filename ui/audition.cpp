#include "ui/audition.h"

#include "core/error.h"
#include "ui/headroom.h"
#include "ui/number_text.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace stepwise::ui {

namespace {

constexpr int kFollowMs = 16;

} // namespace

Audition::Audition(TimelineController& controller, QObject* parent)
    : QObject(parent), controller_(controller), timer_(this) {
    timer_.setInterval(kFollowMs);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &Audition::follow);
    search_.setInterval(kFollowMs);
    connect(&search_, &QTimer::timeout, this, &Audition::followSearch);
    connect(&controller_, &TimelineController::timelineChanged, this, &Audition::takeTimeline);
    connect(&controller_, &TimelineController::soundsChanged, this, &Audition::takeTimeline);
}

bool Audition::hasPlace(int place) const {
    return place == kInputPlace ||
           (place == kTargetPlace ? static_cast<bool>(controller_.soundAt(place)) : idAt(place) != 0);
}

/// Of the step at a place; 0 where there is none.
int Audition::idAt(int place) const {
    const RenderedTimeline* timeline = controller_.timeline();
    const bool isStep = timeline != nullptr && place >= 0 && place < static_cast<int>(timeline->steps().size());
    return isStep ? timeline->steps()[static_cast<std::size_t>(place)].id : 0;
}

/// Where the heard step stands now; where it is gone, what stands there instead.
int Audition::placeNow() const {
    const std::optional<std::size_t> moved = indexOfStep(controller_.work().round(), stepId_);
    if (stepId_ == 0 || !controller_.timeline())
        return place_;
    return moved ? static_cast<int>(*moved) : std::min(place_, lastStep());
}

/// None while the present steps are heard.
const EarlierStep* Audition::earlierOf(int stepId) const {
    const auto found = std::ranges::find(earlier_, stepId, &EarlierStep::stepId);
    return hearsEarlier_ && found != earlier_.end() ? &*found : nullptr;
}

void Audition::setEarlier(std::vector<EarlierStep> steps) {
    earlier_ = std::move(steps);
    hearEarlier(false);
}

bool Audition::hasEarlier() const {
    return std::ranges::any_of(earlier_, [this](const EarlierStep& step) {
        return controller_.timeline() != nullptr && indexOfStep(controller_.work().round(), step.stepId).has_value();
    });
}

void Audition::hearEarlier(bool isEarlier) {
    hearsEarlier_ = isEarlier && hasEarlier();
    if (hearsEarlier_ && earlierOf(stepId_) == nullptr)
        listen(lastStep());
    takeTimeline();
}

void Audition::takeSounds() {
    const Work& work = controller_.work();
    if (work.input.audio != input_ || work.target.audio != target_)
        headroomDb_ = 0.0;
    input_ = work.input.audio;
    if (work.target.audio == target_)
        return;
    target_ = work.target.audio; // of another length: the old region may lie outside
    setLoopRegion(0.0, 0.0);
}

/// Falls only once all sounds are known: one that is being rendered may need more.
void Audition::takeHeadroom() {
    const RenderedTimeline* timeline = controller_.timeline();
    if (timeline == nullptr)
        return;
    const double needed = std::max(ui::headroomDb(*timeline, isMatched_), ui::headroomDb(earlier_, isMatched_));
    headroomDb_ = isHeard() || !timeline->isComplete() ? std::max(headroomDb_, needed) : needed;
}

void Audition::takeTimeline() {
    takeSounds();
    takeHeadroom();
    if (const RenderedTimeline* timeline = controller_.timeline())
        takeRack(*timeline);
    else
        rack_.reset();
    listen(placeNow());
}

void Audition::listen(int place) {
    place_ = hasPlace(place) ? place : kInputPlace;
    stepId_ = idAt(place_);
    const EarlierStep* earlier = earlierOf(stepId_);
    sound_ = earlier != nullptr && earlier->sound ? earlier->sound->audio : controller_.soundAt(place_);
    if (!sound_) // not rendered yet: it runs live, over the input's length
        sound_ = controller_.soundAt(kInputPlace);
    send();
    Q_EMIT heardChanged();
}

void Audition::send() {
    if (isTone_)
        return;
    core::HeardSound heard = {sound_, gain() * static_cast<float>(std::pow(10.0, -headroomDb_ / 20.0))};
    if (rack_) {
        heard.stage = rack_;
        heard.stageInput = rackInput_;
        heard.tap = stepId_ == 0 ? -1 : partOf(place_);
    }
    player_.hear(std::move(heard));
    noteReadiness();
}

QString Audition::placeName() const {
    if (place_ == kInputPlace)
        return tr("the input");
    if (place_ == kTargetPlace)
        return tr("the target");
    return (earlierOf(stepId_) != nullptr ? tr("after step %1, before the refinement") : tr("after step %1"))
        .arg(wholeNumber(place_ + 1));
}

int Audition::lastStep() const {
    const RenderedTimeline* timeline = controller_.timeline();
    return timeline != nullptr && !timeline->steps().empty() ? static_cast<int>(timeline->steps().size()) - 1
                                                             : kInputPlace;
}

double Audition::lengthSeconds() const {
    return sound_ ? sound_.seconds() : 0.0;
}

float Audition::gain() const {
    if (!isMatched_)
        return 1.0F;
    if (const EarlierStep* earlier = earlierOf(stepId_); earlier != nullptr && earlier->sound)
        return static_cast<float>(std::pow(10.0, earlier->sound->measured.trimDb / 20.0));
    int place = place_; // until a step is measured, the gain of the one before is the best guess
    while (place > kInputPlace && place != kTargetPlace && !controller_.renderedAt(place))
        --place;
    return controller_.gainAt(place);
}

double Audition::gainDb() const {
    return 20.0 * std::log10(std::max(static_cast<double>(gain()), 1e-6));
}

void Audition::play() {
    if (!sound_ || player_.isPlaying())
        return;
    try {
        player_.play();
        timer_.start();
        Q_EMIT playingChanged(true);
    } catch (const core::Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void Audition::stop() {
    if (!player_.isPlaying())
        return;
    if (isTone_) {
        endTone();
        return;
    }
    player_.stop();
    timer_.stop();
    takeTimeline(); // the headroom may fall now
    Q_EMIT playingChanged(false);
}

void Audition::togglePlay() {
    if (player_.isPlaying())
        stop();
    else
        play();
}

void Audition::follow() {
    const std::string trouble = player_.update();
    if (isTone_) {
        followTone(trouble);
        return;
    }
    if (!trouble.empty()) {
        timer_.stop();
        rack_.reset(); // a device that comes to again may still play the old one
        takeTimeline();
        Q_EMIT playingChanged(false);
        Q_EMIT failed(tr("%1 Choose another one in File > Settings > Audio.").arg(QString::fromStdString(trouble)));
        return;
    }
    noteReadiness();
    const double seconds = player_.positionSeconds();
    if (!isLooping_ && sound_ && seconds >= sound_.seconds()) {
        stop();
        setPositionSeconds(0.0);
        return;
    }
    Q_EMIT moved(seconds);
}

void Audition::setPositionSeconds(double seconds) {
    player_.setPositionSeconds(std::clamp(seconds, 0.0, lengthSeconds()));
    Q_EMIT moved(player_.positionSeconds());
}

void Audition::setLooping(bool looping) {
    if (looping == isLooping_)
        return;
    isLooping_ = looping;
    player_.setLooping(looping);
    Q_EMIT loopChanged();
}

void Audition::setLoopRegion(double startSeconds, double endSeconds) {
    loopStart_ = startSeconds;
    loopEnd_ = endSeconds;
    if (endSeconds > startSeconds && endSeconds - startSeconds < kShortestLoopSeconds) {
        loopStart_ = std::max(0.0, std::min(startSeconds, lengthSeconds() - kShortestLoopSeconds));
        loopEnd_ = loopStart_ + kShortestLoopSeconds;
    }
    player_.setLoopRegion(loopStart_, loopEnd_);
    Q_EMIT loopChanged();
}

void Audition::setLoudnessMatched(bool matched) {
    isMatched_ = matched;
    headroomDb_ = 0.0;
    takeHeadroom();
    send();
    Q_EMIT heardChanged();
}

} // namespace stepwise::ui

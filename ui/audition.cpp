#include "ui/audition.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stepwise::ui {

namespace {

constexpr int kFollowMs = 16;
constexpr double kToneHz = 440.0;
constexpr double kToneLevel = 0.1; ///< -20 dBFS
constexpr double kToneSeconds = 1.0;
constexpr double kToneFadeSeconds = 0.02;

std::shared_ptr<const core::AudioBuffer> testTone() {
    const auto frames = static_cast<std::size_t>(kToneSeconds * core::kAnalysisRateHz);
    std::vector<float> tone(frames);
    for (std::size_t i = 0; i < frames; ++i) {
        const double seconds = static_cast<double>(i) / core::kAnalysisRateHz;
        const double edge = std::min({1.0, seconds / kToneFadeSeconds, (kToneSeconds - seconds) / kToneFadeSeconds});
        tone[i] = static_cast<float>(kToneLevel * edge * std::sin(2.0 * std::numbers::pi * kToneHz * seconds));
    }
    return std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, std::move(tone));
}

} // namespace

Audition::Audition(TimelineController& controller, QObject* parent)
    : QObject(parent), controller_(controller), timer_(this), toneEnd_(this) {
    timer_.setInterval(kFollowMs);
    timer_.setTimerType(Qt::PreciseTimer);
    toneEnd_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &Audition::follow);
    connect(&toneEnd_, &QTimer::timeout, this, &Audition::endTone);
    connect(&controller_, &TimelineController::timelineChanged, this, &Audition::takeTimeline);
    connect(&controller_, &TimelineController::soundsChanged, this, &Audition::takeTimeline);
}

bool Audition::rackFits(const models::Timeline& timeline) const {
    if (!rack_ || controller_.soundAt(kInputPlace) != input_ || rackInput_->frames() != timeline.input().frames() ||
        rack_->stepCount() != static_cast<int>(timeline.steps().size()))
        return false;
    for (int i = 0; i < rack_->stepCount(); ++i)
        if (rack_->effect(i) != timeline.steps()[static_cast<std::size_t>(i)].step.effect)
            return false;
    return true;
}

void Audition::buildRack(const models::Timeline& timeline) {
    std::vector<effects::Step> steps;
    for (const models::TimelineStep& step : timeline.steps())
        steps.push_back(step.step);
    const bool isNewInput =
        controller_.soundAt(kInputPlace) != input_ || !rackInput_ || rackInput_->frames() != timeline.input().frames();
    if (isNewInput) {
        input_ = controller_.soundAt(kInputPlace);
        rackInput_ = std::make_shared<const core::AudioBuffer>(timeline.input());
    }
    const auto layout = rackInput_->channelCount() > 1 ? effects::Layout::stereo : effects::Layout::mono;
    rack_ = std::make_shared<effects::LiveRack>(steps, layout);
}

/// Kept, so that switching copies nothing.
std::shared_ptr<const core::AudioBuffer> Audition::soundAt(int place) {
    const auto found = sounds_.find(place);
    if (found != sounds_.end())
        return found->second;
    return sounds_[place] = controller_.soundAt(place);
}

void Audition::takeTimeline() {
    sounds_.clear();
    const models::Timeline* timeline = controller_.timeline();
    if (timeline == nullptr) {
        rack_.reset();
    } else if (!rackFits(*timeline)) {
        buildRack(*timeline);
    } else if (!controller_.hasPendingChange()) {
        for (int i = 0; i < rack_->stepCount(); ++i)
            rack_->setStep(i, timeline->steps()[static_cast<std::size_t>(i)].step);
    }
    listen(place_);
}

void Audition::listen(int place) {
    sound_ = soundAt(place);
    if (!sound_) {
        place = kInputPlace;
        sound_ = soundAt(place);
    }
    place_ = place;
    send();
    Q_EMIT heardChanged();
}

void Audition::send() {
    if (toneEnd_.isActive())
        return;
    core::PlayableSound heard = {sound_, gain()};
    if (rack_ && rack_->stepCount() > 0) {
        heard.stage = rack_;
        heard.stageInput = rackInput_;
        heard.tap = place_ >= 0 && place_ < rack_->stepCount() ? place_ : -1;
    }
    player_.hear(std::move(heard));
}

QString Audition::placeName() const {
    if (place_ == kInputPlace)
        return tr("the input");
    return place_ == kTargetPlace ? tr("the target") : tr("after step %1").arg(place_ + 1);
}

int Audition::lastStep() const {
    const models::Timeline* timeline = controller_.timeline();
    return timeline != nullptr && !timeline->steps().empty() ? static_cast<int>(timeline->steps().size()) - 1
                                                             : kInputPlace;
}

double Audition::lengthSeconds() const {
    return sound_ ? sound_->seconds() : 0.0;
}

float Audition::gain() const {
    return isMatched_ ? controller_.gainAt(place_) : 1.0F;
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
    if (toneEnd_.isActive()) {
        endTone();
        return;
    }
    player_.stop();
    timer_.stop();
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
    if (!trouble.empty()) {
        timer_.stop();
        Q_EMIT playingChanged(false);
        Q_EMIT failed(tr("%1 Choose another one in File > Settings > Audio.").arg(QString::fromStdString(trouble)));
        return;
    }
    const double seconds = player_.positionSeconds();
    if (!isLooping_ && sound_ && seconds >= sound_->seconds()) {
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
    player_.setLoopRegion(startSeconds, endSeconds);
    Q_EMIT loopChanged();
}

void Audition::setLoudnessMatched(bool matched) {
    isMatched_ = matched;
    send();
    Q_EMIT heardChanged();
}

void Audition::turnKnobs(int stepIndex, const effects::Step& step) {
    if (rack_)
        rack_->setStep(stepIndex, step);
}

int Audition::bandMeters(int stepIndex, std::span<effects::BandMeter> meters) const {
    return rack_ && player_.isPlaying() ? rack_->bandMeters(stepIndex, meters) : 0;
}

bool Audition::setOutput(const AudioOutput& output) {
    stop();
    output_ = output;
    int index = -1;
    for (const core::OutputDevice& device : core::Player::outputDevices())
        if (QString::fromStdString(device.hostApi) == output.hostApi &&
            QString::fromStdString(device.name) == output.device)
            index = device.index;
    player_.chooseDevice(index, output.bufferFrames);
    Q_EMIT outputChanged();
    return index >= 0 || output.device.isEmpty();
}

void Audition::lookForDevices() {
    stop();
    if (player_.lookForDevices())
        setOutput(output_);
    else
        Q_EMIT failed(tr("The JACK server has ended. Choose a device of another host API, or start Stepwise again to "
                         "use JACK."));
}

void Audition::playTestTone() {
    stop();
    positionBeforeTone_ = player_.positionSeconds();
    player_.setLooping(false);
    player_.setSound(testTone());
    player_.setPositionSeconds(0.0);
    toneEnd_.start(static_cast<int>(1000.0 * kToneSeconds));
    try {
        player_.play();
    } catch (const core::Error& error) {
        endTone();
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void Audition::endTone() {
    toneEnd_.stop();
    player_.stop();
    player_.setLooping(isLooping_);
    player_.setPositionSeconds(positionBeforeTone_);
    send();
}

} // namespace stepwise::ui

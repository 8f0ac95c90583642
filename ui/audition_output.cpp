// The audition's devices: which one is used, what it cannot do, and its test tone.
#include "ui/audition.h"

#include "core/error.h"
#include "ui/test_tone.h"

namespace stepwise::ui {

/// -1: the default device.
int Audition::outputIndex() const {
    int index = -1;
    for (const core::OutputDevice& device : player_.devices())
        if (QString::fromStdString(device.hostApi) == output_.hostApi &&
            QString::fromStdString(device.name) == output_.device)
            index = device.index;
    return index;
}

bool Audition::setOutput(const AudioOutput& output) {
    stop();
    output_ = output;
    player_.chooseDevice(outputIndex(), output.bufferFrames);
    Q_EMIT outputChanged();
    return isOutputThere();
}

bool Audition::hearsRendered() const {
    return isHeard() && stepId_ != 0 && partOf(place_) >= 0 && player_.isStageLeftOut();
}

void Audition::noteReadiness() {
    if (isPreparing() == wasPreparing_ && hearsRendered() == heardRendered_)
        return;
    wasPreparing_ = isPreparing();
    heardRendered_ = hearsRendered();
    Q_EMIT readinessChanged();
}

void Audition::lookForDevices() {
    stop();
    player_.lookForDevices();
    search_.start();
    Q_EMIT outputChanged();
}

void Audition::followSearch() {
    const std::optional<bool> isNew = player_.takeFoundDevices();
    if (!isNew)
        return;
    search_.stop();
    QString problem;
    if (*isNew)
        setOutput(output_);
    else
        problem = tr("The JACK server has ended. Choose a device of another host API, or start Stepwise again to use "
                     "JACK.");
    Q_EMIT outputChanged();
    if (!problem.isEmpty())
        Q_EMIT failed(problem);
    Q_EMIT devicesLookedFor(problem);
}

void Audition::playTestTone() {
    stop();
    positionBeforeTone_ = player_.positionSeconds();
    player_.setLooping(false);
    player_.setSound(testTone());
    player_.setPositionSeconds(0.0);
    isTone_ = true;
    try {
        player_.play();
        timer_.start();
    } catch (const core::Error& error) {
        endTone();
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void Audition::followTone(const std::string& trouble) {
    if (!trouble.empty() || player_.positionSeconds() >= kTestToneSeconds)
        endTone();
    if (!trouble.empty())
        Q_EMIT failed(QString::fromStdString(trouble));
}

void Audition::endTone() {
    isTone_ = false;
    timer_.stop();
    player_.stop();
    player_.setLooping(isLooping_);
    player_.setPositionSeconds(positionBeforeTone_);
    send();
}

} // namespace stepwise::ui

#include "ui/transport_bar.h"

#include "ui/level_meter.h"
#include "ui/loop_bar.h"
#include "ui/number_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kSpacing = 8;

} // namespace

TransportBar::TransportBar(Audition& audition, QWidget* parent)
    : QFrame(parent), audition_(audition), play_(new QPushButton), loop_(new QCheckBox(tr("Loop"))),
      match_(new QCheckBox(tr("Match loudness"))), heard_(new QLabel), loudness_(new QLabel), position_(new QLabel),
      device_(new QLabel), bar_(new LoopBar), meter_(new LevelMeter) {
    setObjectName("card");
    play_->setMinimumWidth(84);
    play_->setToolTip(tr("Plays or stops what is heard (Space)."));
    loop_->setChecked(audition.isLooping());
    loop_->setToolTip(tr("Starts again at the end."));
    match_->setChecked(audition.isLoudnessMatched());
    match_->setToolTip(
        tr("Plays everything as loud as the target: louder always seems better, so level must not help."));
    position_->setMinimumWidth(fontMetrics().horizontalAdvance("00:00.00 / 00:00.00"));
    loudness_->setObjectName("dim");
    device_->setObjectName("warning");
    device_->setWordWrap(true);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(kSpacing);
    upper->addWidget(play_);
    upper->addWidget(position_);
    upper->addWidget(bar_, 1);
    upper->addWidget(meter_);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(kSpacing);
    lower->addWidget(heard_);
    lower->addWidget(loudness_);
    lower->addWidget(device_, 1);
    lower->addStretch();
    lower->addWidget(match_);
    lower->addWidget(loop_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 6, 10, 6);
    layout->setSpacing(2);
    layout->addLayout(upper);
    layout->addLayout(lower);
    connectAudition();
    showHeard();
    showPosition();
    showDevice();
}

void TransportBar::connectAudition() {
    connect(play_, &QPushButton::clicked, this, &TransportBar::togglePlay);
    connect(loop_, &QCheckBox::toggled, &audition_, &Audition::setLooping);
    connect(match_, &QCheckBox::toggled, &audition_, &Audition::setLoudnessMatched);
    connect(bar_, &LoopBar::moveAsked, &audition_, &Audition::setPositionSeconds);
    connect(bar_, &LoopBar::regionAsked, &audition_, &Audition::setLoopRegion);
    connect(&audition_, &Audition::loopChanged, this, [this] {
        bar_->setRegion(audition_.loopStartSeconds(), audition_.loopEndSeconds());
        loop_->setChecked(audition_.isLooping());
    });
    connect(&audition_, &Audition::heardChanged, this, &TransportBar::showHeard);
    connect(&audition_, &Audition::outputChanged, this, &TransportBar::showDevice);
    connect(&audition_, &Audition::readinessChanged, this, [this] {
        showHeard();
        showDevice();
    });
    connect(&audition_, &Audition::moved, this, &TransportBar::follow);
    connect(&audition_, &Audition::playingChanged, this, [this](bool playing) {
        if (!playing)
            meter_->clear();
        showPosition();
    });
}

void TransportBar::showHeard() {
    play_->setEnabled(audition_.hasSound());
    heard_->setText(placeText());
    loudness_->setText(loudnessText());
    loudness_->setVisible(audition_.hasSound() && !loudness_->text().isEmpty());
    match_->setChecked(audition_.isLoudnessMatched());
    bar_->setSound(audition_.sound());
    showPosition();
}

QString TransportBar::placeText() const {
    if (!audition_.hasSound())
        return tr("Nothing to hear yet.");
    return audition_.isPreparing() ? tr("Preparing the sound for the device …")
                                   : tr("You hear %1.").arg(audition_.placeName());
}

QString TransportBar::loudnessText() const {
    QStringList sentences;
    const double gainDb = audition_.gainDb();
    if (audition_.isLoudnessMatched())
        sentences += std::abs(gainDb) < 0.05 ? tr("As loud as the target already.")
                                             : tr("%1 dB to be as loud as the target.").arg(signedNumber(gainDb, 1));
    if (audition_.headroomDb() > 0.0)
        sentences +=
            tr("Everything plays %1 dB softer, so that nothing clips.").arg(fixedNumber(audition_.headroomDb(), 1));
    return sentences.join(' ');
}

void TransportBar::showPosition() {
    play_->setText(audition_.isPlaying() ? tr("Stop") : tr("Play"));
    const double length = audition_.lengthSeconds();
    position_->setText((hasMinutes(length) ? tr("%1 / %2") : tr("%1 / %2 s"))
                           .arg(timeText(audition_.positionSeconds(), length), timeText(length, length)));
    bar_->setPosition(audition_.positionSeconds());
}

void TransportBar::showDevice() {
    QString sentence = audition_.unavailableReason();
    if (sentence.isEmpty() && audition_.hearsRendered())
        sentence = tr("This device runs at %1 Hz: turned knobs are heard once they are rendered.")
                       .arg(fixedNumber(audition_.deviceRateHz(), 0));
    device_->setText(sentence);
    device_->setVisible(!sentence.isEmpty());
}

void TransportBar::follow() {
    showPosition();
    if (audition_.isPlaying())
        meter_->setPeaks(audition_.takePeaks());
}

} // namespace stepwise::ui

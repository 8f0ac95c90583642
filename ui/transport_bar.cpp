#include "ui/transport_bar.h"

#include "core/error.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kFollowMs = 16;

} // namespace

TransportBar::TransportBar(QWidget* parent)
    : QFrame(parent), play_(new QPushButton), loop_(new QCheckBox(tr("Loop"))), heard_(new QLabel),
      position_(new QLabel), timer_(new QTimer(this)) {
    setObjectName("card");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 10, 6);
    play_->setMinimumWidth(90);
    play_->setToolTip(tr("Plays or stops what is heard (Space)."));
    play_->setAccessibleName(tr("Play or stop"));
    loop_->setChecked(true);
    loop_->setToolTip(tr("Starts again at the end."));
    position_->setMinimumWidth(90);
    layout->addWidget(play_);
    layout->addWidget(loop_);
    layout->addWidget(position_);
    layout->addWidget(heard_, 1);
    const QString reason = QString::fromStdString(player_.unavailableReason());
    if (!reason.isEmpty()) {
        auto* warning = new QLabel(reason);
        warning->setObjectName("warning");
        layout->addWidget(warning);
    }
    connect(play_, &QPushButton::clicked, this, &TransportBar::togglePlay);
    connect(loop_, &QCheckBox::toggled, this, [this](bool looping) { player_.setLooping(looping); });
    connect(timer_, &QTimer::timeout, this, &TransportBar::follow);
    showState();
}

void TransportBar::setSound(std::shared_ptr<const core::AudioBuffer> sound, float gain, const QString& name) {
    sound_ = std::move(sound);
    const double gainDb = 20.0 * std::log10(static_cast<double>(std::max(gain, 1e-6F)));
    heard_->setText(std::abs(gainDb) < 0.05
                        ? tr("Heard: %1").arg(name)
                        : tr("Heard: %1, %2 dB to match the target's loudness").arg(name).arg(gainDb, 0, 'f', 1));
    if (sound_)
        player_.setSound(sound_, gain);
    showState();
}

void TransportBar::togglePlay() {
    if (player_.isPlaying()) {
        player_.stop();
        timer_->stop();
        Q_EMIT stopped();
    } else if (sound_) {
        try {
            player_.play();
            timer_->start(kFollowMs);
        } catch (const core::Error& error) {
            Q_EMIT failed(QString::fromUtf8(error.what()));
        }
    }
    showState();
}

void TransportBar::follow() {
    const double seconds = player_.positionSeconds();
    if (!loop_->isChecked() && sound_ && seconds >= sound_->seconds()) {
        togglePlay();
        player_.setPositionSeconds(0.0);
        return;
    }
    showState();
    Q_EMIT moved(seconds);
}

void TransportBar::showState() {
    play_->setText(player_.isPlaying() ? tr("Stop") : tr("Play"));
    play_->setEnabled(sound_ != nullptr);
    const double length = sound_ ? sound_->seconds() : 0.0;
    position_->setText(QString("%1 / %2 s").arg(player_.positionSeconds(), 0, 'f', 2).arg(length, 0, 'f', 2));
}

} // namespace stepwise::ui

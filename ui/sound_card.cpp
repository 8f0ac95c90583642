#include "ui/sound_card.h"

#include "ui/spectrogram_plot.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace stepwise::ui {

SoundCard::SoundCard(QWidget* parent)
    : QFrame(parent), title_(new QLabel), settings_(new QLabel), error_(new QLabel),
      listen_(new QPushButton(tr("Listen"))), plot_(new SpectrogramPlot) {
    setObjectName("card");
    setFocusPolicy(Qt::StrongFocus);
    setFixedWidth(270);
    title_->setObjectName("title");
    settings_->setObjectName("dim");
    settings_->setWordWrap(true);
    settings_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    settings_->setFixedHeight(3 * fontMetrics().lineSpacing() + 2);
    error_->setWordWrap(true);
    error_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    error_->setFixedHeight(2 * fontMetrics().lineSpacing() + 2);
    listen_->setCheckable(true);
    listen_->setToolTip(tr("Plays this sound from the same position, as loud as the target."));
    auto* header = new QHBoxLayout;
    header->addWidget(title_, 1);
    header->addWidget(listen_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->addLayout(header);
    layout->addWidget(settings_);
    layout->addWidget(plot_, 1);
    layout->addWidget(error_);
    plot_->setColours(theme().card, theme().text);
    connect(plot_, &SpectrogramPlot::readOut, this, &SoundCard::readOut);
    connect(listen_, &QPushButton::clicked, this, &SoundCard::listenAsked);
}

void SoundCard::setText(const CardText& text) {
    title_->setText(text.title);
    settings_->setText(text.settings);
    settings_->setToolTip(text.settings);
    error_->setText(text.error);
    error_->setObjectName(text.isWarning ? "warning" : "");
    error_->style()->unpolish(error_);
    error_->style()->polish(error_);
    setAccessibleName(text.title);
    setAccessibleDescription(text.settings + ". " + text.error);
    listen_->setAccessibleName(tr("Listen to %1").arg(text.title));
}

void SoundCard::setSpectrogram(const core::Spectrogram& melDb, float topDb, double seconds) {
    plot_->setSpectrogram(melDb, topDb, seconds);
}

void SoundCard::setSelected(bool selected) {
    setProperty("selected", selected);
    style()->unpolish(this);
    style()->polish(this);
}

void SoundCard::setHeard(bool heard) {
    listen_->setChecked(heard);
    if (!heard)
        hidePlayhead();
}

void SoundCard::setPlayhead(double seconds) {
    plot_->setPlayhead(seconds);
}

void SoundCard::hidePlayhead() {
    plot_->hidePlayhead();
}

QString SoundCard::errorText() const {
    return error_->text();
}

void SoundCard::mousePressEvent(QMouseEvent* event) {
    setFocus();
    Q_EMIT clicked();
    QFrame::mousePressEvent(event);
}

void SoundCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT clicked();
    else
        QFrame::keyPressEvent(event);
}

void SoundCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && plot_ != nullptr)
        plot_->setColours(theme().card, theme().text);
    QFrame::changeEvent(event);
}

} // namespace stepwise::ui

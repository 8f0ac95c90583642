#include "ui/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace stepwise::ui {

namespace {

constexpr int kMostSentences = 3;

} // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), label_(new QLabel) {
    setObjectName("message");
    label_->setWordWrap(true);
    label_->setAccessibleName(tr("Message"));
    auto* close = new QToolButton;
    close->setText(QString(QChar(0x00d7)));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close the message"));
    close->setToolTip(tr("Close the message"));
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 4, 4, 4);
    layout->addWidget(label_, 1);
    layout->addWidget(close, 0, Qt::AlignTop);
    setVisible(false);
}

void MessageBar::say(const QString& sentence) {
    if (sentence.isEmpty() || sentences_.contains(sentence))
        return;
    sentences_ += sentence;
    if (sentences_.size() > kMostSentences)
        sentences_.removeFirst();
    label_->setText(sentences_.join('\n'));
    setVisible(true);
    fit();
}

/// As high as the wrapped lines; a column of widgets would give it less.
void MessageBar::fit() {
    const int height = label_->heightForWidth(label_->width());
    const QMargins margins = layout()->contentsMargins();
    label_->setMinimumHeight(height);
    setMinimumHeight(height + margins.top() + margins.bottom() + 2 * frameWidth());
}

void MessageBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

void MessageBar::clear() {
    sentences_.clear();
    label_->clear();
    setMinimumHeight(0);
    setVisible(false);
}

QString MessageBar::text() const {
    return label_->text();
}

} // namespace stepwise::ui

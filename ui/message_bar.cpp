#include "ui/message_bar.h"

#include <QAccessible>
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
    label_->setTextFormat(Qt::PlainText); // names of files are no markup
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
    turn_.setSingleShot(true);
    connect(&turn_, &QTimer::timeout, this, [this] { freshNotes_.clear(); });
}

void MessageBar::say(const QString& sentence) {
    if (sentence.isEmpty() || sentences_.contains(sentence))
        return;
    QStringList sentences = sentences_ + QStringList(sentence);
    if (sentences.size() > kMostSentences)
        sentences.removeFirst();
    showSentences(sentences);
    // Screen readers say it without being asked.
    QAccessibleEvent alert(label_, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::note(const QString& sentence) {
    notes_ += sentence;
    freshNotes_ += sentence;
    turn_.start(0);
    say(sentence);
}

void MessageBar::dropNotes() {
    QStringList sentences;
    for (const QString& sentence : sentences_)
        if (!notes_.contains(sentence) || freshNotes_.contains(sentence))
            sentences += sentence;
    notes_ = freshNotes_;
    if (sentences.isEmpty())
        clear();
    else
        showSentences(sentences);
}

void MessageBar::showSentences(const QStringList& sentences) {
    sentences_ = sentences;
    label_->setText(sentences_.join('\n'));
    setVisible(true);
    fit();
}

/// As high as the wrapped lines; a column of widgets would give it less.
void MessageBar::fit() {
    if (sentences_.isEmpty())
        return;
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
    notes_.clear();
    label_->clear();
    setMinimumHeight(0);
    setVisible(false);
}

QString MessageBar::text() const {
    return label_->text();
}

} // namespace stepwise::ui

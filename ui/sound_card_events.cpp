// What mouse and keyboard do with a card.
#include "ui/sound_card.h"

#include "ui/spectrogram_plot.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

namespace stepwise::ui {

namespace {

bool isByTab(const QEvent& event) {
    const Qt::FocusReason reason = static_cast<const QFocusEvent&>(event).reason();
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason;
}

} // namespace

/// While a card is dragged Esc gives that up, and not the work under way.
bool SoundCard::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isDragging_ &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void SoundCard::mousePressEvent(QMouseEvent* event) {
    setFocus();
    pressedAt_ = event->pos();
    mayDrag_ = isStep_ && event->button() == Qt::LeftButton;
    isDragging_ = false;
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
}

void SoundCard::mouseMoveEvent(QMouseEvent* event) {
    if (!mayDrag_ || !(event->buttons() & Qt::LeftButton))
        return;
    if (!isDragging_ && (event->pos() - pressedAt_).manhattanLength() < QApplication::startDragDistance())
        return;
    isDragging_ = true;
    setCursor(Qt::ClosedHandCursor);
    Q_EMIT dragged(event->globalPosition().toPoint());
}

void SoundCard::mouseReleaseEvent(QMouseEvent* event) {
    if (!isDragging_)
        return;
    isDragging_ = false;
    unsetCursor();
    Q_EMIT dropped(event->globalPosition().toPoint());
}

void SoundCard::keyPressEvent(QKeyEvent* event) {
    if (isDragging_ && event->key() == Qt::Key_Escape) {
        mayDrag_ = isDragging_ = false;
        unsetCursor();
        Q_EMIT dragGivenUp();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT clicked();
        Q_EMIT knobsAsked();
    } else if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_Left)
        Q_EMIT neighbourAsked(-1);
    else if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_Right)
        Q_EMIT neighbourAsked(1);
    else if (!moveCursor(*event))
        QFrame::keyPressEvent(event);
}

/// Shift and arrows: what the mouse reads out, with the keyboard; a screen reader hears it as the card's name.
bool SoundCard::moveCursor(const QKeyEvent& event) {
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::ShiftModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
        plot_->moveCursor(-1, 0);
        break;
    case Qt::Key_Right:
        plot_->moveCursor(1, 0);
        break;
    case Qt::Key_Up:
        plot_->moveCursor(0, 1);
        break;
    case Qt::Key_Down:
        plot_->moveCursor(0, -1);
        break;
    default:
        return false;
    }
    QAccessibleEvent change(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&change);
    return true;
}

/// What the keys act on is what has the focus. Input and target leave the selection, so that Tab gets to its knobs.
void SoundCard::focusInEvent(QFocusEvent* event) {
    QFrame::focusInEvent(event);
    if (isStep_ && isByTab(*event))
        Q_EMIT clicked();
}

/// The same where one of the card's buttons gets it.
bool SoundCard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn && isByTab(*event))
        Q_EMIT clicked();
    return QFrame::eventFilter(watched, event);
}

void SoundCard::focusOutEvent(QFocusEvent* event) {
    QFrame::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason)
        return;
    plot_->hideCursor();
}

void SoundCard::contextMenuEvent(QContextMenuEvent* event) {
    if (!hasMenu())
        return;
    Q_EMIT clicked();
    moreMenu_->popup(event->globalPos());
}

} // namespace stepwise::ui

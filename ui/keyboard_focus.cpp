#include "ui/keyboard_focus.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>

namespace stepwise::ui {

KeyboardFocus::KeyboardFocus(QApplication& application) {
    application.installEventFilter(this);
}

bool KeyboardFocus::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Polish) {
        if (auto* button = qobject_cast<QAbstractButton*>(watched);
            button != nullptr && button->focusPolicy() == Qt::StrongFocus)
            button->setFocusPolicy(Qt::TabFocus);
    } else if (event->type() == QEvent::MouseButtonPress && qobject_cast<QAbstractButton*>(watched) != nullptr) {
        if (auto* typed = qobject_cast<QLineEdit*>(QApplication::focusWidget());
            typed != nullptr && typed->window() == static_cast<QWidget*>(watched)->window())
            typed->clearFocus();
    } else if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        auto* button = qobject_cast<QAbstractButton*>(watched);
        const bool isSpace = key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier;
        const bool isReturn = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
                              (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (event->type() == QEvent::ShortcutOverride) {
            if (isSpace && (button != nullptr || qobject_cast<QComboBox*>(watched) != nullptr))
                event->accept();
        } else if (isReturn && button != nullptr && !key->isAutoRepeat()) {
            button->click();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace stepwise::ui

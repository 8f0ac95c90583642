// Keyboard manners for the whole program: buttons with focus take Space and Return before shortcuts do, and the mouse
// leaves the focus where it was, so that Space goes on playing. Only a field that is typed into is left, so that what a
// button does finds the number.
#pragma once

#include <QObject>

class QApplication;

namespace stepwise::ui {

class KeyboardFocus : public QObject {
    Q_OBJECT

public:
    explicit KeyboardFocus(QApplication& application);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace stepwise::ui

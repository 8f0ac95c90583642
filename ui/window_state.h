// A window's place and size, and those of its splitters, from one start to the next.
#pragma once

#include <QObject>

class QMainWindow;

namespace stepwise::ui {

/// Restores at once, saves when the window closes. Splitters need an object name.
class WindowState : public QObject {
    Q_OBJECT

public:
    explicit WindowState(QMainWindow& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void save() const;

    QMainWindow& window_;
};

} // namespace stepwise::ui

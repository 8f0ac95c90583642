// For measuring how long the program takes to start: says when the window is drawn, and ends.
#pragma once

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <cstdio>

namespace stepwise::app {

class StartReport : public QObject {
public:
    explicit StartReport(QWidget& window) : QObject(&window) { window.installEventFilter(this); }

    bool eventFilter(QObject* window, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            window->removeEventFilter(this);
            // Called once the window answers again.
            QTimer::singleShot(0, this, [] {
                std::puts("drawn");
                std::fflush(stdout);
                QCoreApplication::quit();
            });
        }
        return false;
    }
};

} // namespace stepwise::app

// For measuring how long the program takes to start: says when the window is drawn, and ends. Says, too, how many
// milliseconds its thread waited for a processor, which other programs kept busy.
#pragma once

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <cstdio>
#include <fstream>

namespace stepwise::app {

class StartReport : public QObject {
public:
    explicit StartReport(QWidget& window) : QObject(&window) { window.installEventFilter(this); }

    bool eventFilter(QObject* window, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            window->removeEventFilter(this);
            // Called once the window answers again.
            QTimer::singleShot(0, this, [] {
                std::printf("drawn %.1f\n", waitedForProcessorMs());
                std::fflush(stdout);
                QCoreApplication::quit();
            });
        }
        return false;
    }

private:
    static double waitedForProcessorMs() {
        double ranNs = 0.0;
        double waitedNs = 0.0;
        std::ifstream("/proc/self/schedstat") >> ranNs >> waitedNs;
        return waitedNs / 1e6;
    }
};

} // namespace stepwise::app

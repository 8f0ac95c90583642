// SIGTERM, SIGINT and SIGHUP as a Qt signal: the program is told to end from outside.
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace stepwise::app {

/// One at a time. A signal that the program was started without (nohup) stays without effect; each one that comes for
/// the second time ends the program at once.
class TerminationSignals : public QObject {
    Q_OBJECT

public:
    TerminationSignals();

    /// Whether asked() was emitted.
    bool wasAsked() const { return wasAsked_; }

Q_SIGNALS:
    void asked(); ///< once, from the event loop

private:
    QSocketNotifier notifier_;
    bool wasAsked_ = false;
};

} // namespace stepwise::app

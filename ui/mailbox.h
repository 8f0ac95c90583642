// Calls from worker threads, run on the thread that the mailbox lives on, in the order of posting. The calls wait
// behind a standard mutex, so that thread checkers, which do not know Qt's own locks, see how they are handed over.
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <mutex>

namespace stepwise::ui {

class Mailbox : public QObject {
    Q_OBJECT

public:
    explicit Mailbox(QObject* parent = nullptr) : QObject(parent) {
        connect(this, &Mailbox::posted, this, &Mailbox::deliverOne, Qt::QueuedConnection);
    }

    /// From any thread. What is not delivered when the mailbox ends is dropped.
    void post(std::function<void()> call) {
        {
            const std::lock_guard lock(mutex_);
            calls_.push_back(std::move(call));
        }
        Q_EMIT posted();
    }

Q_SIGNALS:
    void posted();

private:
    void deliverOne() {
        std::function<void()> call;
        {
            const std::lock_guard lock(mutex_);
            call = std::move(calls_.front());
            calls_.pop_front();
        }
        call();
    }

    std::mutex mutex_;
    std::deque<std::function<void()>> calls_;
};

} // namespace stepwise::ui

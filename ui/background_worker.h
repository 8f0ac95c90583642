// One job at a time on a thread of its own, with progress and cancel; results come back on the window's thread.
#pragma once

#include "effects/chain_renderer.h"
#include "ui/mailbox.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace stepwise::ui {

/// Work that is shorter is not worth a word.
inline constexpr int kUnnoticedMs = 300;

class BackgroundWorker : public QObject {
    Q_OBJECT

public:
    /// Runs on the worker; the returned function then runs on the window's thread.
    using Delivery = std::function<void()>;
    using Job = std::function<Delivery(const effects::Progress&)>;

    explicit BackgroundWorker(QObject* parent = nullptr);
    ~BackgroundWorker() override;

    /// Starts `job`; false if one is running. `title` says what is done ("Suggesting the next step").
    bool start(const QString& title, Job job);
    /// From the job: runs on the window's thread, before its delivery.
    void post(std::function<void()> call) { mailbox_.post(std::move(call)); }
    void cancel() { cancelAsked_ = true; }
    bool isBusy() const { return busy_; }

Q_SIGNALS:
    void started(const QString& title);
    void progressed(double share);
    /// After a delivery, an error or a cancel.
    void finished();
    void failed(const QString& sentence);

private:
    void finish(const Delivery& delivery, const QString& error);

    Mailbox mailbox_;
    std::thread thread_;
    std::atomic<bool> cancelAsked_ = false;
    bool busy_ = false;
};

} // namespace stepwise::ui

// Keeps the current round of the work rendered, on a thread of its own; the newest request wins.
#pragma once

#include "ui/background_worker.h"
#include "ui/round_renderer.h"

#include <QElapsedTimer>

#include <optional>

namespace stepwise::ui {

class TimelineRenderer : public QObject {
    Q_OBJECT

public:
    explicit TimelineRenderer(QObject* parent = nullptr);

    /// Work without both sounds stops the rendering.
    void request(const Work& work);
    /// Gives the present request up; `cancelled` follows.
    void cancel();
    bool isBusy() const { return worker_.isBusy() || waiting_.has_value(); }
    /// pairReady() follows even for the pair that was told last.
    void forgetPair() { pair_.reset(); }

Q_SIGNALS:
    void pairReady(std::shared_ptr<const stepwise::ui::Pair> pair);
    /// Step 0 is the round's input. `isLatest`: of the work that was asked for last.
    void soundReady(int stepId, stepwise::ui::TimelineSoundPtr sound, bool isLatest);
    void started(const QString& title);
    void progressed(double share);
    void finished();
    /// Everything that was asked for is there.
    void rendered();
    void cancelled();
    void failed(const QString& sentence);

private:
    void startNext();

    Mailbox mailbox_;
    /// Lives on the worker's thread while it is busy.
    RoundRenderer renderer_;
    std::optional<Work> waiting_;
    int newest_ = 0; ///< counts the requests
    std::atomic<bool> newerWaits_ = false;
    std::atomic<bool> isCancelled_ = false;
    std::shared_ptr<const Pair> pair_;
    BackgroundWorker worker_; ///< last: its thread ends before what it uses
};

} // namespace stepwise::ui

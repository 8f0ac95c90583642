#include "ui/timeline_renderer.h"

namespace stepwise::ui {

namespace {

/// While knobs are turned every pass shows at least one new sound, unless that takes longer than this.
constexpr qint64 kPatienceMs = 400;

} // namespace

TimelineRenderer::TimelineRenderer(QObject* parent) : QObject(parent) {
    connect(&worker_, &BackgroundWorker::started, this, &TimelineRenderer::started);
    connect(&worker_, &BackgroundWorker::progressed, this, &TimelineRenderer::progressed);
    connect(&worker_, &BackgroundWorker::failed, this, &TimelineRenderer::failed);
    connect(&worker_, &BackgroundWorker::finished, this, [this] {
        if (isCancelled_.exchange(false))
            Q_EMIT cancelled();
        startNext();
        if (!worker_.isBusy())
            Q_EMIT finished();
    });
}

void TimelineRenderer::request(const Work& work) {
    waiting_.reset();
    ++newest_;
    if (work.input.audio && work.target.audio)
        waiting_ = work;
    newerWaits_ = true;
    startNext();
}

void TimelineRenderer::cancel() {
    if (!worker_.isBusy())
        return;
    isCancelled_ = true;
    waiting_.reset();
    newerWaits_ = true;
}

void TimelineRenderer::startNext() {
    if (!waiting_ || worker_.isBusy())
        return;
    newerWaits_ = false;
    const QString title = pair_ ? tr("Rendering") : tr("Comparing");
    worker_.start(title, [this, number = newest_,
                          work = *std::exchange(waiting_, std::nullopt)](const effects::Progress& progress) {
        QElapsedTimer clock;
        clock.start();
        bool hasNews = false;
        RoundRenderer::Listener listener;
        listener.pairReady = [&](std::shared_ptr<const Pair> pair) {
            mailbox_.post([this, pair] {
                if (pair_ != pair)
                    Q_EMIT pairReady(pair);
                pair_ = pair;
            });
        };
        listener.soundReady = [&](int stepId, TimelineSoundPtr sound, bool isNew) {
            mailbox_.post([this, number, stepId, sound] {
                // A step's id is its own; the input may be another round's by now.
                if (stepId != 0 || number == newest_)
                    Q_EMIT soundReady(stepId, sound, number == newest_);
            });
            hasNews = hasNews || isNew;
        };
        renderer_.render(work, listener, [&](double share) {
            const bool givesWay = newerWaits_ && (hasNews || isCancelled_ || clock.elapsed() > kPatienceMs);
            return progress(share) && !givesWay;
        });
        return BackgroundWorker::Delivery([this] { Q_EMIT rendered(); });
    });
}

} // namespace stepwise::ui

#include "ui/background_worker.h"

#include "core/thread_priority.h"

#include <exception>

namespace stepwise::ui {

BackgroundWorker::BackgroundWorker(QObject* parent) : QObject(parent) {}

BackgroundWorker::~BackgroundWorker() {
    cancel();
    if (thread_.joinable())
        thread_.join();
}

bool BackgroundWorker::start(const QString& title, Job job) {
    if (busy_)
        return false;
    if (thread_.joinable())
        thread_.join();
    busy_ = true;
    cancelAsked_ = false;
    Q_EMIT started(title);
    thread_ = std::thread([this, job = std::move(job)] {
        core::workInBackground();
        Delivery delivery;
        QString error;
        try {
            delivery = job([this](double share) {
                mailbox_.post([this, share] { Q_EMIT progressed(share); });
                return !cancelAsked_.load();
            });
        } catch (const effects::Cancelled&) {
        } catch (const std::bad_alloc&) {
            error = tr("There is not enough memory for this.");
        } catch (const std::exception& exception) {
            error = QString::fromUtf8(exception.what());
        }
        mailbox_.post([this, delivery, error] { finish(delivery, error); });
    });
    return true;
}

void BackgroundWorker::finish(const Delivery& delivery, const QString& error) {
    busy_ = false;
    if (delivery && !cancelAsked_)
        delivery();
    if (!error.isEmpty())
        Q_EMIT failed(error);
    Q_EMIT finished();
}

} // namespace stepwise::ui

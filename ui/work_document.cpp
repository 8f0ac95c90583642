#include "ui/work_document.h"

#include <QElapsedTimer>

namespace stepwise::ui {

namespace {

constexpr int kUndoLimit = 1000;
constexpr int kCommandId = 1;

qint64 nowMs() {
    static const QElapsedTimer clock = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    return clock.elapsed();
}

} // namespace

class WorkCommand : public QUndoCommand {
public:
    WorkCommand(WorkDocument& document, const QString& text, Work after, QString gesture)
        : QUndoCommand(text), document_(document), before_(document.work()), after_(std::move(after)),
          gesture_(std::move(gesture)), timeMs_(nowMs()) {}

    void undo() override { document_.set(before_); }
    void redo() override { document_.set(after_); }
    int id() const override { return gesture_.isEmpty() ? -1 : kCommandId; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const WorkCommand*>(other);
        if (next->gesture_ != gesture_ || next->timeMs_ - timeMs_ > WorkDocument::kGestureMs)
            return false;
        after_ = next->after_;
        timeMs_ = next->timeMs_;
        return true;
    }

private:
    WorkDocument& document_;
    Work before_;
    Work after_;
    QString gesture_;
    qint64 timeMs_;
};

WorkDocument::WorkDocument(QObject* parent) : QObject(parent) {
    history_.setUndoLimit(kUndoLimit);
}

bool WorkDocument::edit(const QString& text, const std::function<bool(Work&)>& change, const QString& gesture) {
    Work after = work_;
    if (!change(after))
        return false;
    after.revision = ++lastRevision_;
    history_.push(new WorkCommand(*this, text, std::move(after), gesture));
    return true;
}

void WorkDocument::showRound(std::size_t round) {
    if (round >= work_.rounds.size() || round == work_.currentRound)
        return;
    work_.currentRound = round;
    Q_EMIT changed();
}

void WorkDocument::reset(Work work, bool isModified) {
    work_ = std::move(work);
    work_.revision = ++lastRevision_;
    savedRevision_ = isModified ? -1 : work_.revision;
    history_.clear();
    Q_EMIT replaced();
    Q_EMIT changed();
    Q_EMIT savedStateChanged();
}

void WorkDocument::markSaved(int revision) {
    savedRevision_ = revision;
    Q_EMIT savedStateChanged();
}

void WorkDocument::set(const Work& work) {
    work_ = work;
    Q_EMIT changed();
    Q_EMIT savedStateChanged();
}

} // namespace stepwise::ui

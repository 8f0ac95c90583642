// The work being edited, with undo and redo of everything.
#pragma once

#include "ui/work.h"

#include <QObject>
#include <QUndoStack>

#include <functional>

namespace stepwise::ui {

class WorkDocument : public QObject {
    Q_OBJECT

public:
    explicit WorkDocument(QObject* parent = nullptr);

    const Work& work() const { return work_; }

    /// Applies `change`, which returns whether anything changed, as one entry of the history. Edits with the same
    /// gesture that follow each other within kGestureMs are one entry: a knob being turned.
    bool edit(const QString& text, const std::function<bool(Work&)>& change, const QString& gesture = {});

    /// Shows another chapter: no edit, nothing to undo.
    void showRound(std::size_t round);

    /// New or opened work; forgets the history. It counts as saved unless `isModified` (recovered work).
    void reset(Work work, bool isModified = false);

    QUndoStack& history() { return history_; }
    const QUndoStack& history() const { return history_; }
    bool isModified() const { return work_.revision != savedRevision_; }
    /// `revision` is on disk now.
    void markSaved(int revision);

    static constexpr int kGestureMs = 800;

Q_SIGNALS:
    void changed();
    /// By other work: what was begun for the work before is of no use.
    void replaced();
    void savedStateChanged();

private:
    friend class WorkCommand;
    void set(const Work& work);

    Work work_;
    QUndoStack history_;
    int lastRevision_ = 0;
    int savedRevision_ = 0;
};

} // namespace stepwise::ui

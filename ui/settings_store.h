// Values that outlive the program, by key. Writing goes to a thread of its own: a settings file is forced to the disk,
// which on a busy disk takes longer than a window may stand still.
#pragma once

#include <QString>
#include <QVariant>

namespace stepwise::ui {

/// What was remembered last, written yet or not; else `fallback`. From any thread.
QVariant remembered(const QString& key, const QVariant& fallback = {});
/// Returns at once. From any thread; what is not written yet is written before the program ends.
void remember(const QString& key, const QVariant& value);

} // namespace stepwise::ui

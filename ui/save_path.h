// Names of files to be written.
#pragma once

#include <QString>

class QWidget;

namespace stepwise::ui {

/// Asks where to save, and proposes `name`: in the folder that was saved to last, unless it has one itself. Empty:
/// nowhere.
QString askWhereToSave(QWidget& window, const QString& title, const QString& name, const QString& filter);

/// A name in the folder of `path` that no file has: "lead 2.stepwise" for "lead.stepwise".
QString freeNameBeside(const QString& path);

/// `path` with the extension if it has none of this kind. Where that names a file that a file dialog has not asked
/// about, the learner is asked; empty if it is to stay, or if `path` is empty.
QString withExtension(const QString& path, const QString& extension, QWidget& window);

} // namespace stepwise::ui

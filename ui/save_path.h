// Names of files to be written.
#pragma once

#include <QString>

class QWidget;

namespace stepwise::ui {

/// `path` with the extension if it has none of this kind. Where that names a file that a file dialog has not asked
/// about, the learner is asked; empty if it is to stay, or if `path` is empty.
QString withExtension(const QString& path, const QString& extension, QWidget& window);

} // namespace stepwise::ui

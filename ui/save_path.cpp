#include "ui/save_path.h"

#include <QFileInfo>
#include <QMessageBox>

namespace stepwise::ui {

QString withExtension(const QString& path, const QString& extension, QWidget& window) {
    if (path.isEmpty() || path.endsWith(extension))
        return path;
    const QString whole = path + extension;
    const QFileInfo file(whole);
    if (file.exists() &&
        QMessageBox::warning(&window, QObject::tr("Replace the file?"),
                             QObject::tr("%1 exists already. Replace it?").arg(file.fileName()),
                             QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel) != QMessageBox::Yes)
        return {};
    return whole;
}

} // namespace stepwise::ui

#include "ui/save_path.h"

#include "ui/settings_store.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace stepwise::ui {

namespace {

constexpr const char* kFolderKey = "saveFolder";

QString inLastFolder(const QString& name) {
    const QString folder = remembered(kFolderKey).toString();
    return folder.isEmpty() || !QDir(folder).exists() ? name : QDir(folder).filePath(name);
}

} // namespace

QString askWhereToSave(QWidget& window, const QString& title, const QString& name, const QString& filter) {
    const QString chosen = QFileDialog::getSaveFileName(&window, title, inLastFolder(name), filter);
    if (!chosen.isEmpty())
        remember(kFolderKey, QFileInfo(chosen).absolutePath());
    return chosen;
}

QString withExtension(const QString& path, const QString& extension, QWidget& window) {
    if (path.isEmpty() || path.endsWith(extension))
        return path;
    const QString whole = path + extension;
    const QFileInfo file(whole);
    if (!file.exists())
        return whole;
    QMessageBox question(QMessageBox::Warning, QObject::tr("Replace the file?"),
                         QObject::tr("%1 exists already. Replace it?").arg(file.fileName()),
                         QMessageBox::Yes | QMessageBox::Cancel, &window);
    question.setTextFormat(Qt::PlainText); // names are no markup
    question.setDefaultButton(QMessageBox::Cancel);
    return question.exec() == QMessageBox::Yes ? whole : QString();
}

} // namespace stepwise::ui

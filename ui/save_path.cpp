#include "ui/save_path.h"

#include "ui/file_path.h"
#include "ui/settings_store.h"

#include <QDir>
#include <QFileDialog>
#include <QMessageBox>

namespace stepwise::ui {

namespace {

constexpr const char* kFolderKey = "saveFolder";

/// Of a path that file dialogs cannot have, the name without its folders.
QString proposed(const QString& path) {
    const QString plain = isPlain(path) ? path : shownName(path).replace(QChar(QChar::ReplacementCharacter), '_');
    const QString folder = remembered(kFolderKey).toString();
    return folder.isEmpty() || !QDir(folder).exists() ? plain : QDir(folder).filePath(plain);
}

} // namespace

QString askWhereToSave(QWidget& window, const QString& title, const QString& name, const QString& filter) {
    const QString chosen = QFileDialog::getSaveFileName(&window, title, proposed(name), filter);
    if (!chosen.isEmpty())
        remember(kFolderKey, folderOf(absolutePath(chosen)));
    return chosen;
}

QString freeNameBeside(const QString& path) {
    const qsizetype dot = path.lastIndexOf('.');
    const bool hasExtension = dot > path.lastIndexOf('/') + 1;
    const QString base = hasExtension ? path.left(dot) : path;
    for (int number = 2;; ++number) {
        const QString free = base + QString(" %1").arg(number) + (hasExtension ? path.mid(dot) : QString());
        if (!exists(free))
            return free;
    }
}

QString withExtension(const QString& path, const QString& extension, QWidget& window) {
    if (path.isEmpty() || path.endsWith(extension))
        return path;
    const QString whole = path + extension;
    if (!exists(whole))
        return whole;
    QMessageBox question(QMessageBox::Warning, QObject::tr("Replace the file?"),
                         QObject::tr("%1 exists already. Replace it?").arg(shownName(whole)),
                         QMessageBox::Yes | QMessageBox::Cancel, &window);
    question.setTextFormat(Qt::PlainText); // names are no markup
    question.setDefaultButton(QMessageBox::Cancel);
    return question.exec() == QMessageBox::Yes ? whole : QString();
}

} // namespace stepwise::ui

// Files that the window is started with, or that are dropped on it.
#include "ui/main_window.h"

#include "ui/audition.h"
#include "ui/file_path.h"
#include "ui/session.h"
#include "ui/session_actions.h"
#include "ui/sound_choice.h"

#include <QDragEnterEvent>
#include <QMimeData>

namespace stepwise::ui {

namespace {

QStringList localFiles(const QMimeData& data) {
    QStringList paths;
    for (const QUrl& url : data.urls())
        if (const QString path = fromUrl(url); !path.isEmpty())
            paths += path;
    return paths;
}

/// "c.wav was left out."
QString leftOut(const QStringList& paths) {
    QStringList names;
    for (const QString& path : paths)
        names += shownName(path);
    return (names.size() == 1 ? MainWindow::tr("%1 was left out.") : MainWindow::tr("%1 were left out."))
        .arg(names.join(MainWindow::tr(", ")));
}

} // namespace

void MainWindow::openAtStart(const StartRequest& request) {
    QStringList notes = session_->unreadableLeftovers();
    if (!audition_->setOutput(request.output))
        notes += tr("The audio device %1 is not there; the system's default is used.").arg(request.output.device);
    if (!sessionActions_->offerRecovery())
        open(request);
    else if (!request.input.isEmpty() || !request.target.isEmpty() || !request.files.isEmpty())
        notes += tr("The files that Stepwise was started with were not opened, since unsaved work was recovered.");
    sayWhenOpened(notes);
}

/// At once, and again when the session that is being opened has cleared what was said before.
void MainWindow::sayWhenOpened(const QStringList& sentences) {
    for (const QString& sentence : sentences)
        showMessage(sentence);
    if (session_->isWorking())
        saidOnceOpened_ += sentences;
}

void MainWindow::open(const StartRequest& request) {
    if (request.input.isEmpty() && request.target.isEmpty()) {
        if (request.files.isEmpty())
            sounds_->openFirstDemo();
        else
            openFiles(request.files);
        return;
    }
    if (request.target.isEmpty())
        controller_.loadInput(request.input);
    else if (request.input.isEmpty())
        controller_.loadTarget(request.target);
    else
        controller_.loadPair(request.input, request.target);
    if (!request.files.isEmpty())
        showMessage(tr("The sounds are those of --input and --target; %1").arg(leftOut(request.files)));
}

void MainWindow::openSession(const QString& path) {
    sessionActions_->open(path);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    openFiles(localFiles(*event->mimeData()));
}

void MainWindow::openFiles(const QStringList& paths) {
    if (paths.isEmpty())
        return;
    const QString& first = paths.first();
    const bool isSession = first.endsWith(kSessionExtension);
    if (!isSession && !first.endsWith(".json")) {
        openSounds(paths);
        return;
    }
    if (isSession)
        openSession(first);
    else
        controller_.openChain(first);
    if (paths.size() > 1)
        sayWhenOpened({leftOut(paths.mid(1))});
}

void MainWindow::openSounds(const QStringList& paths) {
    const QString& first = paths.first();
    if (paths.size() == 1) {
        if (controller_.hasInput())
            controller_.loadTarget(first);
        else
            controller_.loadInput(first);
        return;
    }
    if (controller_.loadPair(first, paths[1]) && paths.size() > 2)
        showMessage(tr("Only two sounds can be opened at once: %1 and %2 are input and target; %3")
                        .arg(shownName(first), shownName(paths[1]), leftOut(paths.mid(2))));
}

} // namespace stepwise::ui

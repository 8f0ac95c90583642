#include "ui/session_actions.h"

#include "ui/file_path.h"
#include "ui/number_text.h"
#include "ui/save_path.h"

#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

namespace stepwise::ui {

namespace {

QString sessionFilter() {
    return QObject::tr("Stepwise sessions (*%1)").arg(kSessionExtension);
}

} // namespace

SessionActions::SessionActions(Session& session, QMenu& fileMenu, QWidget& window)
    : QObject(&window), session_(session), window_(window) {
    fileMenu.addAction(tr("&New"), QKeySequence::New, this, &SessionActions::startNew);
    fileMenu.addAction(tr("&Open session …"), QKeySequence::Open, this, &SessionActions::openDialog);
    recent_ = fileMenu.addMenu(tr("Open &recent"));
    connect(recent_, &QMenu::aboutToShow, this, &SessionActions::fillRecent);
    fillRecent();
    fileMenu.addAction(tr("&Save"), QKeySequence::Save, this, [this] { save({}); });
    fileMenu.addAction(tr("Save &as …"), QKeySequence("Ctrl+Shift+S"), this, [this] { saveAs({}); });
    fileMenu.addSeparator();
    connect(&session_, &Session::changed, this, &SessionActions::showTitle);
    // Once the task is over: others wait while a question is open.
    connect(&session_, &Session::saveRefused, this, [this](const RefusedSave& refused) {
        QMetaObject::invokeMethod(
            this, [this, refused] { askWhatStays(refused); }, Qt::QueuedConnection);
    });
    showTitle();
}

void SessionActions::showTitle() {
    window_.setWindowTitle(tr("%1[*] – Stepwise").arg(session_.name()));
    window_.setWindowModified(session_.needsSaving());
}

void SessionActions::startNew() {
    askThen([this] { session_.startNew(); });
}

void SessionActions::openDialog() {
    const QString path = QFileDialog::getOpenFileName(&window_, tr("Open session"), {}, sessionFilter());
    if (!path.isEmpty())
        open(path);
}

void SessionActions::open(const QString& path) {
    askThen([this, path] { session_.open(path); });
}

void SessionActions::save(const std::function<void()>& then) {
    if (session_.path().isEmpty())
        saveAs(then);
    else
        session_.save(session_.path(), then);
}

QString SessionActions::proposedPath() const {
    return session_.path().isEmpty() ? session_.baseName() + kSessionExtension : session_.path();
}

void SessionActions::saveAs(const std::function<void()>& then, const QString& proposed) {
    const QString chosen = askWhereToSave(window_, tr("Save session"), proposed, sessionFilter());
    const QString path = withExtension(chosen, kSessionExtension, window_);
    if (!path.isEmpty())
        session_.save(path, then, IfChanged::overwrite); // which the dialog has asked about
}

/// The file is not what this window read or wrote: somebody else's work may be in it.
void SessionActions::askWhatStays(const RefusedSave& refused) {
    const bool isGone = refused.change == SessionChange::gone;
    const QString name = shownName(refused.path);
    QMessageBox question(QMessageBox::Warning, isGone ? tr("The file is gone") : tr("The file has changed"),
                         isGone ? tr("%1 is no longer there.").arg(name)
                                : tr("%1 has been changed elsewhere since it was opened or saved here.").arg(name),
                         QMessageBox::NoButton, &window_);
    question.setTextFormat(Qt::PlainText); // names are no markup
    question.setInformativeText(
        isGone ? tr("Your work is still here. Save it again in the same place, or under another name.")
               : tr("It was last changed on %1. Keep both saves your work under another name. Overwrite loses what is "
                    "in the file now. Reload opens what is in the file now and loses your changes.")
                     .arg(momentText(changeTimeOf(refused.path))));
    QPushButton* another = question.addButton(isGone ? tr("Save &as …") : tr("&Keep both …"), QMessageBox::AcceptRole);
    const QAbstractButton* overwrite =
        question.addButton(isGone ? tr("&Save again") : tr("&Overwrite"), QMessageBox::AcceptRole);
    const QAbstractButton* reload = isGone ? nullptr : question.addButton(tr("&Reload"), QMessageBox::AcceptRole);
    question.addButton(QMessageBox::Cancel);
    question.setDefaultButton(another);
    question.exec();
    const QAbstractButton* chosen = question.clickedButton();
    if (chosen == another)
        saveAs(refused.then, freeNameBeside(refused.path));
    else if (chosen == overwrite)
        session_.save(refused.path, refused.then, IfChanged::overwrite);
    else if (chosen != nullptr && chosen == reload)
        session_.open(refused.path);
}

void SessionActions::askThen(const std::function<void()>& next) {
    if (!session_.needsSaving()) {
        next();
        return;
    }
    QMessageBox question(QMessageBox::Warning, tr("Unsaved changes"),
                         tr("Save the changes to %1?").arg(session_.name()),
                         QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &window_);
    question.setTextFormat(Qt::PlainText); // names are no markup
    question.setInformativeText(tr("They are lost otherwise."));
    question.setDefaultButton(QMessageBox::Save);
    switch (question.exec()) {
    case QMessageBox::Save:
        save([this, next] { askThen(next); }); // edited while it was written?
        break;
    case QMessageBox::Discard:
        next();
        break;
    default:
        break;
    }
}

bool SessionActions::offerRecovery() {
    for (const Leftover& leftover : session_.leftovers()) {
        const QString name = leftover.name.isEmpty() ? tr("work that was never saved") : leftover.name;
        QMessageBox question(QMessageBox::Question, tr("Recover unsaved work"),
                             tr("Stepwise ended before its work was saved. Recover %1, as it was on %2?")
                                 .arg(name, momentText(leftover.savedAt)),
                             QMessageBox::NoButton, &window_);
        question.setTextFormat(Qt::PlainText);
        if (leftover.isSessionChanged)
            question.setInformativeText(tr("%1 itself has been changed since then; what is recovered does not have "
                                           "those changes. If you save it, you are asked what is to stay.")
                                            .arg(leftover.name));
        const QAbstractButton* recover = question.addButton(tr("Recover"), QMessageBox::AcceptRole);
        const QAbstractButton* discard = question.addButton(tr("Discard"), QMessageBox::DestructiveRole);
        question.addButton(tr("Ask again later"), QMessageBox::RejectRole);
        question.exec();
        if (question.clickedButton() == recover) {
            session_.recover(leftover);
            return true;
        }
        if (question.clickedButton() == discard)
            session_.discard(leftover);
    }
    return false;
}

void SessionActions::fillRecent() {
    recent_->clear();
    for (const QString& path : session_.recentFiles()) {
        const QString name = shownName(path).replace('&', "&&");
        QAction* entry = recent_->addAction(name, this, [this, path] { open(path); });
        entry->setToolTip(shownPath(path));
    }
    recent_->setToolTipsVisible(true);
    recent_->setEnabled(!recent_->isEmpty());
}

} // namespace stepwise::ui

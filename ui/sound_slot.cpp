#include "ui/sound_slot.h"

#include "core/audio_file.h"
#include "ui/file_path.h"
#include "ui/session_file.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QStyle>
#include <QToolButton>

namespace stepwise::ui {

namespace {

QString filterOf(const std::vector<std::string>& patterns) {
    QStringList texts;
    for (const std::string& pattern : patterns)
        texts += QString::fromStdString(pattern);
    return QObject::tr("Sounds (%1)").arg(texts.join(' '));
}

} // namespace

SoundSlot::SoundSlot(const QString& title, const QString& help, QWidget* parent)
    : QFrame(parent), title_(title), name_(new QLabel), menu_(new QMenu(this)) {
    setObjectName("card");
    setAcceptDrops(true);
    setToolTip(help);
    name_->setTextFormat(Qt::PlainText); // names of files are no markup
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 10, 6);
    auto* heading = new QLabel(title);
    heading->setObjectName("title");
    auto* button = new QToolButton;
    button->setText(tr("Choose"));
    button->setMenu(menu_);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setAccessibleName(tr("Choose: %1").arg(title));
    button->setToolTip(help);
    layout->addWidget(heading);
    layout->addWidget(name_, 1);
    layout->addWidget(button);
    menu_->setToolTipsVisible(true);
    menu_->addAction(tr("Open file …"), this, &SoundSlot::openDialog);
    recentTitle_ = menu_->addSection(tr("Recent"));
    recentEnd_ = menu_->addSeparator();
    recentEnd_->setVisible(false);
    showRecent({});
    connect(button, &QToolButton::clicked, this, &SoundSlot::openDialog);
    setSoundName({});
}

void SoundSlot::setSoundName(const QString& name) {
    name_->setText(name.isEmpty() ? tr("drop a sound here") : fontMetrics().elidedText(name, Qt::ElideMiddle, 360));
    name_->setToolTip(name);
    name_->setObjectName(name.isEmpty() ? "dim" : "");
}

void SoundSlot::showRecent(const QStringList& paths) {
    qDeleteAll(recent_);
    recent_.clear();
    recentTitle_->setVisible(!paths.isEmpty());
    for (const QString& path : paths) {
        auto* action = new QAction(shownName(path).replace('&', "&&"), menu_);
        action->setToolTip(shownPath(path));
        connect(action, &QAction::triggered, this, [this, path] { Q_EMIT fileChosen(path); });
        menu_->insertAction(recentEnd_, action);
        recent_ += action;
    }
}

void SoundSlot::openDialog() {
    const QString path = QFileDialog::getOpenFileName(this, title_, {}, readableSoundFilter());
    if (!path.isEmpty())
        Q_EMIT fileChosen(path);
}

/// Shows that letting go here does something.
void SoundSlot::setDropping(bool dropping) {
    setProperty("selected", dropping);
    style()->unpolish(this);
    style()->polish(this);
}

void SoundSlot::dragEnterEvent(QDragEnterEvent* event) {
    // Pairs, sessions and chains are the window's.
    const QList<QUrl> urls = event->mimeData()->urls();
    const QString path = urls.size() == 1 ? fromUrl(urls.first()) : QString();
    if (path.isEmpty() || path.endsWith(kSessionExtension) || path.endsWith(".json")) {
        event->ignore();
        return;
    }
    event->acceptProposedAction();
    setDropping(true);
}

void SoundSlot::dragLeaveEvent(QDragLeaveEvent*) {
    setDropping(false);
}

void SoundSlot::dropEvent(QDropEvent* event) {
    setDropping(false);
    event->acceptProposedAction();
    Q_EMIT fileChosen(fromUrl(event->mimeData()->urls().first()));
}

QString readableSoundFilter() {
    return filterOf(core::readableAudioPatterns());
}

QString writableSoundFilter() {
    return filterOf(core::writableAudioPatterns());
}

} // namespace stepwise::ui

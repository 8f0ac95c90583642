#include "ui/sound_choice.h"

#include "core/file_output.h"
#include "core/synth.h"
#include "ui/file_path.h"
#include "ui/settings_store.h"
#include "ui/sound_slot.h"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace stepwise::ui {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecentKey = "recentSounds";
constexpr int kRecentCount = 10;

/// Those that are still there, the newest first.
QStringList recentSounds() {
    QStringList paths;
    for (const QString& text : remembered(kRecentKey).toStringList())
        if (const QString path = fromText(text); exists(path))
            paths += path;
    return paths;
}

/// In the order of their names.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> entries;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        entries.push_back(entry.path());
    std::ranges::sort(entries);
    return entries;
}

} // namespace

SoundChoice::SoundChoice(TimelineController& controller, QWidget* parent)
    : QWidget(parent), controller_(controller),
      input_(new SoundSlot(tr("Input"), tr("The dry sound you start from: a file, or a built-in preset."))),
      target_(new SoundSlot(tr("Target"), tr("The sound you want."))) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(input_, 1);
    layout->addWidget(target_, 1);
    input_->menu()->addSection(tr("Presets"));
    addPresets(*input_->menu());
    connect(input_, &SoundSlot::fileChosen, &controller_, &TimelineController::loadInput);
    connect(target_, &SoundSlot::fileChosen, &controller_, &TimelineController::loadTarget);
    for (SoundSlot* slot : {input_, target_})
        connect(slot->menu(), &QMenu::aboutToShow, slot, [slot] { slot->showRecent(recentSounds()); });
    connect(&controller_, &TimelineController::loaded, this, &SoundChoice::rememberSounds);
    connect(&controller_, &TimelineController::soundsChanged, this, &SoundChoice::showNames);
    showNames();
}

void SoundChoice::showNames() {
    input_->setSoundName(controller_.inputName());
    target_->setSoundName(controller_.targetName());
}

void SoundChoice::addPresets(QMenu& menu) {
    for (const core::PresetInfo& preset : core::presets()) {
        const QString id = QString::fromUtf8(preset.id.data(), static_cast<qsizetype>(preset.id.size()));
        const QString name = QString::fromUtf8(preset.name.data(), static_cast<qsizetype>(preset.name.size()));
        menu.addAction(name, this, [this, id, name] { controller_.loadInputPreset(id, name); });
    }
}

void SoundChoice::addDemos(const QString& folder, QMenu& menu) {
    menu.setToolTipsVisible(true);
    target_->menu()->addSection(tr("Demos, with their input"));
    for (const fs::path& entry : entriesOf(toPath(folder))) {
        const fs::path file = entry / "demo.json";
        if (!fs::is_regular_file(file))
            continue;
        const QByteArray text = QByteArray::fromStdString(core::readTextFile(file));
        const QJsonObject json = QJsonDocument::fromJson(text).object();
        const QString path = fromPath(entry);
        const Demo demo = {json["title"].toString(shownName(path)), json["description"].toString(), path};
        demos_.append(demo);
        for (QMenu* one : {&menu, target_->menu()}) {
            QAction* action = one->addAction(demo.title, this, [this, demo] { openDemo(demo); });
            action->setToolTip(demo.description);
        }
    }
}

/// But for those of demos, which have a menu of their own.
void SoundChoice::rememberSounds(const QStringList& paths) {
    QStringList recent = remembered(kRecentKey).toStringList();
    for (const QString& path : paths) {
        const bool isOfDemo = std::ranges::find(demos_, folderOf(path), &Demo::folder) != demos_.end();
        if (path.isEmpty() || isOfDemo)
            continue;
        const QString text = toText(absolutePath(path));
        recent.removeAll(text);
        recent.prepend(text);
    }
    remember(kRecentKey, recent.mid(0, kRecentCount));
}

void SoundChoice::openFirstDemo() {
    if (!demos_.isEmpty())
        openDemo(demos_.first());
}

void SoundChoice::openDemo(const Demo& demo) {
    if (controller_.loadPair(demo.folder + "/dry.wav", demo.folder + "/target.wav"))
        Q_EMIT demoOpened(tr("%1: %2 Press Suggest for the first step.").arg(demo.title, demo.description));
}

} // namespace stepwise::ui

#include "ui/sound_choice.h"

#include "core/synth.h"
#include "ui/sound_slot.h"

#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>

namespace stepwise::ui {

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
    for (const QFileInfo& entry : QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        QFile file(entry.filePath() + "/demo.json");
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
        const Demo demo = {json["title"].toString(entry.fileName()), json["description"].toString(), entry.filePath()};
        demos_.append(demo);
        for (QMenu* one : {&menu, target_->menu()}) {
            QAction* action = one->addAction(demo.title, this, [this, demo] { openDemo(demo); });
            action->setToolTip(demo.description);
        }
    }
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

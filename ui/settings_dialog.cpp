#include "ui/settings_dialog.h"

#include "ui/appearance_settings_page.h"
#include "ui/audio_settings_page.h"

#include <QDialogButtonBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace stepwise::ui {

SettingsDialog::SettingsDialog(Audition& audition, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    setMinimumWidth(480);
    auto* audio = new AudioSettingsPage(audition);
    auto* appearance = new AppearanceSettingsPage(settings_);
    auto* tabs = new QTabWidget;
    tabs->addTab(audio, tr("&Audio"));
    tabs->addTab(appearance, tr("A&ppearance"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(tabs);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(audio, &AudioSettingsPage::outputChosen, this,
            [this](const AudioOutput& output) { settings_.setAudioOutput(output); });
    connect(appearance, &AppearanceSettingsPage::themeChosen, this, &SettingsDialog::themeChosen);
}

} // namespace stepwise::ui

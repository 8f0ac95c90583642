#include "ui/audio_settings_page.h"

#include "ui/number_text.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr int kSmallestBuffer = 64;
constexpr int kLargestBuffer = 4096;
constexpr double kUsualRateHz = 44100.0;

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

AudioSettingsPage::AudioSettingsPage(Audition& audition, QWidget* parent)
    : QWidget(parent), audition_(audition), hostApi_(new QComboBox), device_(new QComboBox), buffer_(new QComboBox),
      again_(new QPushButton(tr("Look for devices again"))), state_(new QLabel) {
    hostApi_->setToolTip(tr("The system that hands the sound on. The default is right unless you know better."));
    device_->setToolTip(tr("The loudspeakers or headphones that you listen with."));
    buffer_->setToolTip(
        tr("How much sound is prepared at once. Smaller: knobs are heard sooner. Larger: fewer drop-outs "
           "on a busy machine."));
    for (int frames = kSmallestBuffer; frames <= kLargestBuffer; frames *= 2)
        buffer_->addItem(
            tr("%1 frames (%2 ms)").arg(wholeNumber(frames), fixedNumber(1000.0 * frames / kUsualRateHz, 1)), frames);
    state_->setWordWrap(true);
    auto* tone = new QPushButton(tr("Play test tone"));
    tone->setToolTip(tr("One second of a quiet tone on the device that is used."));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(tone);
    buttons->addWidget(again_);
    buttons->addStretch();
    auto* layout = new QFormLayout(this);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->addRow(tr("&Host API"), hostApi_);
    layout->addRow(tr("&Device"), device_);
    layout->addRow(tr("&Buffer"), buffer_);
    layout->addRow(buttons);
    layout->addRow(state_);
    listHostApis();
    connect(hostApi_, &QComboBox::activated, this, [this] {
        listDevices();
        choose();
    });
    connect(device_, &QComboBox::activated, this, &AudioSettingsPage::choose);
    connect(buffer_, &QComboBox::activated, this, &AudioSettingsPage::choose);
    connect(again_, &QPushButton::clicked, this, &AudioSettingsPage::lookAgain);
    connect(tone, &QPushButton::clicked, &audition_, &Audition::playTestTone);
    connect(&audition_, &Audition::devicesLookedFor, this, &AudioSettingsPage::takeDevices);
    connect(&audition_, &Audition::failed, this, [this](const QString& sentence) { showState(sentence); });
    showState();
}

void AudioSettingsPage::listHostApis() {
    hostApi_->clear();
    hostApi_->addItem(tr("System default"), QString());
    for (const core::OutputDevice& device : audition_.devices())
        if (hostApi_->findData(text(device.hostApi)) < 0)
            hostApi_->addItem(text(device.hostApi), text(device.hostApi));
    const QString chosen = audition_.output().hostApi;
    if (!chosen.isEmpty() && hostApi_->findData(chosen) < 0)
        hostApi_->addItem(chosen, chosen); // its devices are gone
    hostApi_->setCurrentIndex(std::max(0, hostApi_->findData(chosen)));
    buffer_->setCurrentIndex(std::max(0, buffer_->findData(audition_.output().bufferFrames)));
    listDevices();
}

void AudioSettingsPage::listDevices() {
    const QString api = hostApi_->currentData().toString();
    device_->clear();
    for (const core::OutputDevice& device : audition_.devices())
        if (api.isEmpty() ? device.isDefault : text(device.hostApi) == api)
            device_->addItem(tr("%1 (%2 Hz)").arg(text(device.name), fixedNumber(device.defaultRateHz, 0)),
                             text(device.name));
    const AudioOutput& chosen = audition_.output();
    if (api == chosen.hostApi && !audition_.isOutputThere())
        device_->addItem(tr("%1 (not there: the system's default is used)").arg(chosen.device), chosen.device);
    if (device_->count() == 0)
        device_->addItem(tr("no output device"), QString());
    device_->setEnabled(!api.isEmpty());
    device_->setCurrentIndex(std::max(0, device_->findData(chosen.device)));
}

void AudioSettingsPage::choose() {
    const QString api = hostApi_->currentData().toString();
    const AudioOutput output = {api, api.isEmpty() ? QString() : device_->currentData().toString(),
                                buffer_->currentData().toInt()};
    audition_.setOutput(output);
    showState();
    Q_EMIT outputChosen(output);
}

void AudioSettingsPage::lookAgain() {
    again_->setEnabled(false);
    audition_.lookForDevices();
    showState();
}

void AudioSettingsPage::takeDevices(const QString& problem) {
    again_->setEnabled(true);
    listHostApis();
    showState(problem);
}

void AudioSettingsPage::showState(const QString& problem) {
    QString sentence = problem.isEmpty() ? audition_.unavailableReason() : problem;
    if (sentence.isEmpty() && !audition_.isOutputThere())
        sentence = tr("The chosen device is not there; the system's default is used.");
    state_->setObjectName(sentence.isEmpty() ? "dim" : "warning");
    state_->setStyleSheet({}); // looks its name up again
    state_->setText(sentence.isEmpty() ? tr("This device is used the next time you press Play.") : sentence);
}

} // namespace stepwise::ui

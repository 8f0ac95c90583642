#include "ui/program_settings.h"

namespace stepwise::ui {

namespace {

constexpr int kDefaultBufferFrames = 512;

} // namespace

ThemeChoice ProgramSettings::theme() const {
    const QString name = settings_.value("appearance/theme").toString();
    return name == "light" ? ThemeChoice::light : name == "dark" ? ThemeChoice::dark : ThemeChoice::system;
}

void ProgramSettings::setTheme(ThemeChoice choice) {
    settings_.setValue("appearance/theme", choice == ThemeChoice::light  ? "light"
                                           : choice == ThemeChoice::dark ? "dark"
                                                                         : "system");
}

QString ProgramSettings::language() const {
    return settings_.value("appearance/language").toString();
}

void ProgramSettings::setLanguage(const QString& locale) {
    settings_.setValue("appearance/language", locale);
}

AudioOutput ProgramSettings::audioOutput() const {
    return {settings_.value("audio/host_api").toString(), settings_.value("audio/device").toString(),
            settings_.value("audio/buffer_frames", kDefaultBufferFrames).toInt()};
}

void ProgramSettings::setAudioOutput(const AudioOutput& output) {
    settings_.setValue("audio/host_api", output.hostApi);
    settings_.setValue("audio/device", output.device);
    settings_.setValue("audio/buffer_frames", output.bufferFrames);
}

QByteArray ProgramSettings::state(const QString& widget) const {
    return settings_.value("window/" + widget).toByteArray();
}

void ProgramSettings::setState(const QString& widget, const QByteArray& state) {
    settings_.setValue("window/" + widget, state);
}

} // namespace stepwise::ui

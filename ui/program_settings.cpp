#include "ui/program_settings.h"

#include "ui/settings_store.h"

namespace stepwise::ui {

namespace {

constexpr int kDefaultBufferFrames = 512;

} // namespace

ThemeChoice ProgramSettings::theme() const {
    const QString name = remembered("appearance/theme").toString();
    return name == "light" ? ThemeChoice::light : name == "dark" ? ThemeChoice::dark : ThemeChoice::system;
}

void ProgramSettings::setTheme(ThemeChoice choice) {
    remember("appearance/theme", choice == ThemeChoice::light  ? "light"
                                 : choice == ThemeChoice::dark ? "dark"
                                                               : "system");
}

QString ProgramSettings::language() const {
    return remembered("appearance/language").toString();
}

void ProgramSettings::setLanguage(const QString& locale) {
    remember("appearance/language", locale);
}

bool ProgramSettings::searches() const {
    return remembered("suggest/searches", true).toBool();
}

void ProgramSettings::setSearches(bool searches) {
    remember("suggest/searches", searches);
}

AudioOutput ProgramSettings::audioOutput() const {
    return {remembered("audio/host_api").toString(), remembered("audio/device").toString(),
            remembered("audio/buffer_frames", kDefaultBufferFrames).toInt()};
}

void ProgramSettings::setAudioOutput(const AudioOutput& output) {
    remember("audio/host_api", output.hostApi);
    remember("audio/device", output.device);
    remember("audio/buffer_frames", output.bufferFrames);
}

QByteArray ProgramSettings::state(const QString& widget) const {
    return remembered("window/" + widget).toByteArray();
}

void ProgramSettings::setState(const QString& widget, const QByteArray& state) {
    remember("window/" + widget, state);
}

} // namespace stepwise::ui

// What the program remembers from one start to the next.
#pragma once

#include "ui/audition.h"

#include <QByteArray>

namespace stepwise::ui {

enum class ThemeChoice { system, light, dark };

class ProgramSettings {
public:
    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

    /// A locale name such as "de"; empty: the system's.
    QString language() const;
    void setLanguage(const QString& locale);

    /// As TimelineController::searches().
    bool searches() const;
    void setSearches(bool searches);

    AudioOutput audioOutput() const;
    void setAudioOutput(const AudioOutput& output);

    /// Of a widget with a name of its own, e.g. geometry of the window or places of a splitter's handles.
    QByteArray state(const QString& widget) const;
    void setState(const QString& widget, const QByteArray& state);
};

} // namespace stepwise::ui

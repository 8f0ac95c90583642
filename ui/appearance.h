// Light or dark: as chosen, or as the system says, also when that changes while the program runs.
#pragma once

#include "ui/program_settings.h"

#include <QDBusVariant>
#include <QObject>

class QApplication;

namespace stepwise::ui {

class Appearance : public QObject {
    Q_OBJECT

public:
    /// Reads what the system wants; to be created before a theme is applied.
    explicit Appearance(QApplication& application);

    void choose(ThemeChoice choice);
    bool isDark() const;

private Q_SLOTS:
    /// The desktop portal's signal: 1 dark, 2 light, else no preference.
    void portalChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askPortal();
    void takeScheme(uint scheme);
    void apply();

    QApplication& application_;
    ThemeChoice choice_ = ThemeChoice::system;
    bool systemIsDark_;
};

} // namespace stepwise::ui

#include "ui/appearance.h"

#include "ui/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>

namespace stepwise::ui {

namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";
constexpr const char* kGroup = "org.freedesktop.appearance";
constexpr const char* kKey = "color-scheme";
constexpr uint kDarkScheme = 1;
constexpr uint kLightScheme = 2;

} // namespace

Appearance::Appearance(QApplication& application)
    : application_(application), systemIsDark_(application.palette().color(QPalette::Window).lightness() < 128) {
    QDBusConnection::sessionBus().connect(kService, kPath, kInterface, "SettingChanged", this,
                                          SLOT(portalChanged(QString, QString, QDBusVariant)));
    askPortal();
}

void Appearance::askPortal() {
    QDBusMessage message = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
    message << QString(kGroup) << QString(kKey);
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError())
            return; // no portal: the palette at the start has said it
        // The value comes wrapped twice.
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>())
            value = value.value<QDBusVariant>().variant();
        takeScheme(value.toUInt());
    });
}

void Appearance::portalChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == kGroup && key == kKey)
        takeScheme(value.variant().toUInt());
}

void Appearance::takeScheme(uint scheme) {
    if (scheme != kDarkScheme && scheme != kLightScheme)
        return;
    systemIsDark_ = scheme == kDarkScheme;
    apply();
}

void Appearance::choose(ThemeChoice choice) {
    choice_ = choice;
    apply();
}

bool Appearance::isDark() const {
    return choice_ == ThemeChoice::dark || (choice_ == ThemeChoice::system && systemIsDark_);
}

void Appearance::apply() {
    const Theme& wanted = isDark() ? darkTheme() : lightTheme();
    if (&wanted != &theme() || application_.styleSheet().isEmpty())
        applyTheme(application_, wanted);
}

} // namespace stepwise::ui

#include "ui/settings_store.h"

#include <QCoreApplication>
#include <QSettings>
#include <QThreadPool>

#include <map>
#include <mutex>
#include <optional>

namespace stepwise::ui {

namespace {

class SettingsStore {
public:
    SettingsStore() {
        writer_.setMaxThreadCount(1);
        const QSettings first; // what Qt keeps for settings is to outlive this
    }

    void finish() { writer_.waitForDone(); }

    std::optional<QVariant> unwritten(const QString& key) {
        const std::lock_guard lock(mutex_);
        const auto found = unwritten_.find(key);
        return found != unwritten_.end() ? std::optional(found->second) : std::nullopt;
    }

    void write(const QString& key, const QVariant& value) {
        const std::lock_guard lock(mutex_);
        unwritten_[key] = value;
        writer_.start([this] { writeAll(); });
    }

private:
    void writeAll() {
        std::map<QString, QVariant> values;
        {
            const std::lock_guard lock(mutex_);
            values = unwritten_;
        }
        if (values.empty())
            return;
        QSettings settings;
        for (const auto& [key, value] : values)
            settings.setValue(key, value);
        settings.sync();
        const std::lock_guard lock(mutex_);
        std::erase_if(unwritten_, [&](const auto& entry) {
            const auto written = values.find(entry.first);
            return written != values.end() && written->second == entry.second;
        });
    }

    std::mutex mutex_;
    std::map<QString, QVariant> unwritten_;
    QThreadPool writer_; // last: its thread ends before the rest goes
};

SettingsStore& store();

/// Before the program's names are gone, which tell where settings lie.
void finishWithTheApplication() {
    store().finish();
}

SettingsStore& store() {
    static SettingsStore store;
    static const bool isRegistered = (qAddPostRoutine(finishWithTheApplication), true);
    static_cast<void>(isRegistered);
    return store;
}

} // namespace

QVariant remembered(const QString& key, const QVariant& fallback) {
    const auto unwritten = store().unwritten(key);
    return unwritten ? *unwritten : QSettings().value(key, fallback);
}

void remember(const QString& key, const QVariant& value) {
    store().write(key, value);
}

} // namespace stepwise::ui

// A window with a controller, a fake predictor and a pair of sounds, for tests of the desktop program.
#pragma once

#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "support/steps.h"
#include "ui/main_window.h"

#include <QDropEvent>
#include <QMimeData>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <memory>

namespace stepwise::test {

/// Drags addresses onto a widget and lets them go; whether they were taken.
inline bool dropAddresses(QWidget& target, const QList<QUrl>& urls) {
    QMimeData data;
    data.setUrls(urls);
    const QPoint place = target.rect().center();
    QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &event);
    return event.isAccepted();
}

inline bool dropFiles(QWidget& target, const QStringList& paths) {
    QList<QUrl> urls;
    for (const QString& path : paths)
        urls += QUrl::fromLocalFile(path);
    return dropAddresses(target, urls);
}

/// Of this process.
inline int threadCount() {
    return static_cast<int>(QDir("/proc/self/task").entryList(QDir::Dirs | QDir::NoDotAndDotDot).size());
}

class WindowFixture {
public:
    WindowFixture() {
        QStandardPaths::setTestModeEnabled(true);
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        core::writeAudioFile(path("dry.wav").toStdString(), dry);
        core::AudioBuffer target = dry;
        for (const effects::Step& step : allEffects())
            target = effects::renderStep(target, step);
        core::writeAudioFile(path("target.wav").toStdString(), target);
        auto predictor = std::make_shared<FakePredictor>();
        predictor->ranking = allEffects();
        controller_.setPredictor(predictor);
        makeWindow();
    }

    /// Qt leaves names that are no UTF-8.
    ~WindowFixture() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_.path().toStdString(), ignored);
    }
    WindowFixture(const WindowFixture&) = delete;
    WindowFixture& operator=(const WindowFixture&) = delete;

    QString path(const QString& name) const { return folder_.filePath(name); }
    ui::TimelineController& controller() { return controller_; }
    ui::MainWindow& window() { return *window_; }

    /// PortAudio looks for devices when its first user appears.
    void makeWindow() {
        window_.reset();
        window_ = std::make_unique<ui::MainWindow>(controller_);
        window_->show();
    }

    bool waitUntilIdle() {
        for (int quiet = 0; quiet < 3;) {
            if (!QTest::qWaitFor([this] { return !controller_.isBusy(); }, 30000))
                return false;
            QCoreApplication::processEvents();
            quiet = controller_.isBusy() ? 0 : quiet + 1;
        }
        return true;
    }

    bool loadPair() {
        controller_.loadPair(path("dry.wav"), path("target.wav"));
        return QTest::qWaitFor([this] { return controller_.timeline() != nullptr; }, 30000) && waitUntilIdle();
    }

    /// One step of every effect, with what was suggested kept where `suggested`.
    bool addEverything() {
        for (const effects::Step& step : allEffects()) {
            controller_.addStep(step.effect);
            if (!waitUntilIdle())
                return false;
        }
        return true;
    }

    bool suggestAll() {
        controller_.suggestAll();
        return waitUntilIdle();
    }

private:
    QTemporaryDir folder_;
    ui::TimelineController controller_;
    std::unique_ptr<ui::MainWindow> window_;
};

} // namespace stepwise::test

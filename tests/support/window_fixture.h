// A window with a controller, a fake predictor and a pair of sounds, for tests of the desktop program.
#pragma once

#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "ui/main_window.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace stepwise::test {

inline effects::Step stepWith(effects::EffectId effect, const char* parameter, float value) {
    effects::Step step = effects::defaultStep(effect);
    step.values[static_cast<std::size_t>(effects::findParameter(effects::effectInfo(effect), parameter))] = value;
    return step;
}

/// All five effects, in an order that makes a sound denser step by step.
inline std::vector<effects::Step> allEffects() {
    using effects::EffectId;
    return {stepWith(EffectId::distortion, "drive", 0.7F), stepWith(EffectId::equalizer, "high_gain", 0.9F),
            stepWith(EffectId::compressor, "mid_amount", 0.8F), stepWith(EffectId::phaser, "feedback", 0.6F),
            stepWith(EffectId::hallReverb, "mix", 0.4F)};
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

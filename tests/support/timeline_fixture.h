// A window for tests of the timeline: a sound and what three effects make of it, and a predictor that knows them.
#pragma once

#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "support/steps.h"
#include "ui/accessibility.h"
#include "ui/main_window.h"
#include "ui/session.h"
#include "ui/sound_card.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace stepwise::test {

/// To be derived from: what a test of the timeline needs at hand.
class TimelineFixture {
protected:
    static constexpr int kPatienceMs = 60000; ///< sanitizers are slow

    QTemporaryDir folder_;
    std::shared_ptr<FakePredictor> predictor_;
    std::unique_ptr<ui::TimelineController> controller_;
    std::unique_ptr<ui::MainWindow> window_;

    /// Once, before the first window.
    void makeSounds() {
        ui::installAccessibility();
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QSettings().clear();
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        core::writeAudioFile(folder_.filePath("dry.wav").toStdString(), dry);
        core::AudioBuffer wet = effects::renderStep(effects::renderStep(dry, kDirty), kBright);
        core::writeAudioFile(folder_.filePath("target.wav").toStdString(), effects::renderStep(wet, kWide));
        ui::applyTheme(*qApp, ui::darkTheme());
    }

    void openWindow() {
        predictor_ = std::make_shared<FakePredictor>();
        predictor_->ranking = {kDirty, kBright, kWide};
        controller_ = std::make_unique<ui::TimelineController>();
        controller_->setPredictor(predictor_);
        window_ = std::make_unique<ui::MainWindow>(*controller_);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        QApplication::setActiveWindow(window_.get()); // shortcuts work there also without a window manager
    }

    void closeWindow() {
        window_.reset();
        controller_.reset();
    }

    void waitUntilIdle() {
        for (int i = 0; i < 2; ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy() && !window_->session().isBusy(), kPatienceMs);
            QCoreApplication::processEvents();
        }
    }

    void load() {
        controller_->loadPair(folder_.filePath("dry.wav"), folder_.filePath("target.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 20000);
        waitUntilIdle();
    }

    void loadAndSuggest() {
        load();
        controller_->suggestAll();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{3});
    }

    std::vector<ui::SoundCard*> cards() const { return window_->timelineView().cards(); }
    const std::vector<ui::WorkStep>& steps() const { return controller_->work().round().steps; }
};

} // namespace stepwise::test

// The main job in the real window, on the offscreen platform.
#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_file.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "support/jack_server.h"
#include "support/steps.h"
#include "ui/audition.h"
#include "ui/knob.h"
#include "ui/main_window.h"
#include "ui/rack_panel.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"
#include "ui/transport_bar.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace stepwise;
using effects::EffectId;
using test::kBright;
using test::kDirty;

class WindowTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::unique_ptr<ui::TimelineController> controller_;
    std::unique_ptr<ui::MainWindow> window_;
    std::shared_ptr<test::FakePredictor> predictor_;

    QString path(const char* name) const { return folder_.filePath(name); }

    void waitUntilIdle() {
        QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy(), 20000);
        QCoreApplication::processEvents();
        QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy(), 20000);
    }

    void loadPair() {
        controller_->loadPair(path("dry.wav"), path("target.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 20000);
        waitUntilIdle();
    }

    void suggestAll() {
        controller_->suggestAll();
        waitUntilIdle();
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QSettings().clear();
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        core::writeAudioFile(path("dry.wav").toStdString(), dry);
        core::writeAudioFile(path("target.wav").toStdString(),
                             effects::renderStep(effects::renderStep(dry, kDirty), kBright));
        ui::applyTheme(*qApp, ui::darkTheme());
    }

    void init() {
        controller_ = std::make_unique<ui::TimelineController>();
        predictor_ = std::make_shared<test::FakePredictor>();
        predictor_->ranking = {kDirty, kBright};
        controller_->setPredictor(predictor_);
        window_ = std::make_unique<ui::MainWindow>(*controller_);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }

    void cleanup() {
        window_.reset();
        controller_.reset();
    }

    void theEmptyWindowSaysWhatToDo() {
        QVERIFY(!controller_->canSuggest());
        QVERIFY(controller_->cannotSuggestReason().contains("input"));
        QVERIFY(window_->timelineView().cards().empty());
    }

    void suggestingFillsTheTimeline() {
        loadPair();
        QCOMPARE(window_->timelineView().cards().size(), std::size_t{2});
        suggestAll();
        QCOMPARE(controller_->timeline()->steps().size(), std::size_t{2});
        const auto cards = window_->timelineView().cards();
        QCOMPARE(cards.size(), std::size_t{4});
        QVERIFY(cards[1]->errorText().contains("error removed"));
        QVERIFY(cards[1]->plot()->image() != cards[0]->plot()->image());
    }

    void aKnobChangesSoundPictureAndError() {
        loadPair();
        suggestAll();
        controller_->selectStep(0);
        auto* card = window_->timelineView().cards()[1];
        const QImage picture = card->plot()->image();
        const QString error = card->errorText();
        const auto knobs = window_->rackPanel().findChildren<ui::Knob*>();
        QVERIFY(knobs.size() >= 2);
        knobs[0]->setFocus();
        for (int i = 0; i < 8; ++i)
            QTest::keyClick(knobs[0], Qt::Key_PageDown);
        waitUntilIdle();
        QVERIFY(controller_->timeline()->steps()[0].step.values[1] < 0.2F);
        QTRY_VERIFY(card->plot()->image() != picture);
        QVERIFY(card->errorText() != error);
        QTest::mouseDClick(knobs[0], Qt::LeftButton);
        waitUntilIdle();
        QCOMPARE(controller_->timeline()->steps()[0].step.values[1], 0.5F);
    }

    void valuesCanBeTyped() {
        loadPair();
        suggestAll();
        controller_->selectStep(1);
        auto* field = window_->rackPanel().findChildren<QLineEdit*>()[0];
        field->selectAll();
        QTest::keyClicks(field, "1.5k");
        QTest::keyClick(field, Qt::Key_Return);
        waitUntilIdle();
        const float display = effects::toDisplay(effects::effectInfo(EffectId::equalizer).parameters[0],
                                                 controller_->timeline()->steps()[1].step.values[0]);
        QVERIFY2(std::abs(display - 1500.0F) < 15.0F, qPrintable(QString::number(display)));
    }

    void aStepIsRemovedAndAddedByHand() {
        loadPair();
        suggestAll();
        controller_->removeStep(0);
        waitUntilIdle();
        QCOMPARE(controller_->timeline()->steps().size(), std::size_t{1});
        QCOMPARE(window_->timelineView().cards().size(), std::size_t{3});
        controller_->addStep(EffectId::hallReverb);
        waitUntilIdle();
        QCOMPARE(controller_->timeline()->steps().size(), std::size_t{2});
        QCOMPARE(controller_->selectedStep(), 1);
    }

    void whatIsSavedOpensTheSame() {
        loadPair();
        suggestAll();
        const effects::Chain chain = controller_->timeline()->chain();
        controller_->saveChain(path("chain.stepwise.json"));
        QVERIFY(effects::readChainFile(path("chain.stepwise.json").toStdString()) == chain);
        const core::AudioBuffer audio = *controller_->timeline()->steps().back().sound->audio.load();
        controller_->removeStep(0);
        waitUntilIdle();
        controller_->openChain(path("chain.stepwise.json"));
        waitUntilIdle();
        QVERIFY(controller_->timeline()->chain() == chain);
        QVERIFY(*controller_->timeline()->steps().back().sound->audio.load() == audio);
    }

    void aStepIsExported() {
        loadPair();
        suggestAll();
        controller_->exportSound(controller_->soundAt(0), "step 1", path("step.wav"));
        waitUntilIdle();
        const core::AudioBuffer expected = *controller_->timeline()->steps()[0].sound->audio.load();
        QVERIFY(core::readAudioFile(path("step.wav").toStdString()).audio == expected);
    }

    /// Loudness matching is for listening.
    void whatIsHeardIsExportedAtItsOwnLevel() {
        loadPair();
        suggestAll();
        ui::Audition& audition = window_->audition();
        audition.listen(ui::kInputPlace);
        const auto heard = [&](bool isMatched) {
            audition.setLoudnessMatched(isMatched);
            window_->exportHeard(path("heard.wav"));
            waitUntilIdle();
            return core::readAudioFile(path("heard.wav").toStdString()).audio;
        };
        const core::AudioBuffer expected = *controller_->soundAt(ui::kInputPlace).load();
        QVERIFY(heard(false) == expected);
        QVERIFY(controller_->gainAt(ui::kInputPlace) != 1.0F);
        QVERIFY(heard(true) == expected);
    }

    void cancelKeepsWhatWasThere() {
        loadPair();
        controller_->suggestAll();
        controller_->cancel();
        waitUntilIdle();
        QVERIFY(controller_->timeline()->steps().empty());
        suggestAll();
        QCOMPARE(controller_->timeline()->steps().size(), std::size_t{2});
    }

    void badFilesGetOneSentenceAndNothingIsLost() {
        loadPair();
        suggestAll();
        QFile text(path("text.wav"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no sound at all");
        text.close();
        for (const QString& bad : {path("text.wav"), path("missing.wav"), folder_.path()}) {
            controller_->loadInput(bad);
            waitUntilIdle();
            QVERIFY2(window_->messageText().contains(bad), qPrintable(window_->messageText()));
            QCOMPARE(controller_->timeline()->steps().size(), std::size_t{2});
        }
        controller_->openChain(path("text.wav"));
        waitUntilIdle();
        QVERIFY(window_->messageText().contains("text.wav"));
        QCOMPARE(controller_->timeline()->steps().size(), std::size_t{2});
        controller_->saveChain("/nowhere/chain.stepwise.json");
        QVERIFY(window_->messageText().contains("/nowhere"));
        auto* bar = window_->findChild<QWidget*>("message");
        QVERIFY(bar->isVisible());
        QTest::mouseClick(bar->findChild<QToolButton*>(), Qt::LeftButton);
        QVERIFY(window_->messageText().isEmpty());
        QVERIFY(!bar->isVisible());
    }

    void withoutWeightsOneWorksByHand() {
        ui::TimelineController bare;
        ui::MainWindow window(bare);
        bare.loadModels("/nowhere");
        QTRY_VERIFY(window.messageText().contains("/nowhere"));
        bare.loadPair(path("dry.wav"), path("target.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(bare.timeline() != nullptr && !bare.isBusy(), 20000);
        QVERIFY(!bare.canSuggest());
        bare.addStep(EffectId::phaser);
        QTRY_VERIFY_WITH_TIMEOUT(bare.timeline()->steps().size() == 1, 20000);
    }

    void playingMovesThePosition() {
        const test::JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        window_.reset(); // PortAudio looks for devices when its first user appears
        window_ = std::make_unique<ui::MainWindow>(*controller_);
        window_->show();
        loadPair();
        auto* transport = window_->findChild<ui::TransportBar*>();
        const QSignalSpy moves(&window_->audition(), &ui::Audition::moved);
        transport->togglePlay();
        QVERIFY2(transport->isPlaying(), qPrintable(window_->messageText()));
        QTRY_VERIFY_WITH_TIMEOUT(moves.count() > 5, 10000);
        const double first = moves.first()[0].toDouble();
        QTRY_VERIFY_WITH_TIMEOUT(moves.last()[0].toDouble() > first, 10000);
        transport->togglePlay();
        QVERIFY(!transport->isPlaying());
        window_.reset();
    }

    void everythingInteractiveHasAName() {
        loadPair();
        suggestAll();
        controller_->selectStep(0);
        for (const QWidget* widget : window_->findChildren<QWidget*>()) {
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool isNamedKind = qobject_cast<const ui::Knob*>(widget) != nullptr ||
                                     qobject_cast<const ui::SoundCard*>(widget) != nullptr ||
                                     (qobject_cast<const QComboBox*>(widget) != nullptr);
            if (isNamedKind)
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            if (button != nullptr && button->isVisible() && button->focusPolicy() != Qt::NoFocus)
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                         button->metaObject()->className());
        }
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"

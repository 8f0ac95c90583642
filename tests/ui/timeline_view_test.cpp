// The timeline by mouse and keyboard, on the offscreen platform; and how long its frames take.
#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "support/steps.h"
#include "ui/accessibility.h"
#include "ui/error_plot.h"
#include "ui/heard_mark.h"
#include "ui/main_window.h"
#include "ui/session.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/step_menus.h"
#include "ui/theme.h"
#include "ui/timeline_toolbar.h"
#include "ui/timeline_view.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QMessageBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;
using test::kBright;
using test::kDirty;
using test::kWide;

namespace {

template <typename Button>
Button* buttonNamed(QWidget* card, const QString& text) {
    for (auto* button : card->findChildren<Button*>())
        if (button->text() == text || button->accessibleName().startsWith(text))
            return button;
    return nullptr;
}

QAction* actionNamed(const QMenu& menu, const QString& text) {
    for (QAction* action : menu.actions())
        if (action->text() == text)
            return action;
    return nullptr;
}

} // namespace

class TimelineViewTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::unique_ptr<TimelineController> controller_;
    std::unique_ptr<MainWindow> window_;
    std::shared_ptr<test::FakePredictor> predictor_;

    void waitUntilIdle() {
        for (int i = 0; i < 2; ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy() && !window_->session().isBusy(), 20000);
            QCoreApplication::processEvents();
        }
    }

    std::vector<SoundCard*> cards() const { return window_->timelineView().cards(); }
    const std::vector<WorkStep>& steps() const { return controller_->work().round().steps; }

    void openWindow() {
        controller_ = std::make_unique<TimelineController>();
        controller_->setPredictor(predictor_);
        window_ = std::make_unique<MainWindow>(*controller_);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        QApplication::setActiveWindow(window_.get()); // shortcuts work there also without a window manager
    }

    void loadAndSuggest() {
        controller_->loadPair(folder_.filePath("dry.wav"), folder_.filePath("target.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 20000);
        waitUntilIdle();
        controller_->suggestAll();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{3});
    }

    void screenshot(const char* name) {
        QDir().mkpath(STEPWISE_SCREENSHOTS);
        QCoreApplication::processEvents();
        QVERIFY(window_->grab().save(QString("%1/%2.png").arg(STEPWISE_SCREENSHOTS, name)));
    }

    /// Answers the next question of the window with the button of that text.
    void answer(const QString& text) {
        QTimer::singleShot(100, this, [text] {
            auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(question != nullptr);
            for (QAbstractButton* button : question->buttons())
                if (button->text().remove('&') == text)
                    QTest::mouseClick(button, Qt::LeftButton);
        });
    }

private Q_SLOTS:
    void initTestCase() {
        installAccessibility();
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QSettings().clear();
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        core::writeAudioFile(folder_.filePath("dry.wav").toStdString(), dry);
        core::AudioBuffer wet = effects::renderStep(effects::renderStep(dry, kDirty), kBright);
        core::writeAudioFile(folder_.filePath("target.wav").toStdString(), effects::renderStep(wet, kWide));
        applyTheme(*qApp, darkTheme());
    }

    void init() {
        predictor_ = std::make_shared<test::FakePredictor>();
        predictor_->ranking = {kDirty, kBright, kWide};
        openWindow();
    }

    void cleanup() {
        window_.reset();
        controller_.reset();
    }

    void aStepIsSwitchedOffAndOnByItsBox() {
        loadAndSuggest();
        const Sound before = controller_->soundAt(2);
        auto* box = buttonNamed<QCheckBox>(cards()[2], "On");
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        waitUntilIdle();
        QVERIFY(!steps()[1].isOn);
        QCOMPARE(cards().size(), std::size_t{5});
        QVERIFY(*controller_->soundAt(1).load() == *controller_->soundAt(0).load());
        QVERIFY(*controller_->soundAt(2).load() != *before.load());
        QVERIFY(cards()[3]->stateText().contains("before you switched step 2 off"));
        screenshot("stale-dark");
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        waitUntilIdle();
        QVERIFY(steps()[1].isOn);
        QVERIFY(*controller_->soundAt(2).load() == *before.load());
        QVERIFY(cards()[3]->stateText().startsWith("Suggested,"));
    }

    void aStepIsAccepted() {
        loadAndSuggest();
        QTest::mouseClick(buttonNamed<QToolButton>(cards()[1], "Accept"), Qt::LeftButton);
        QVERIFY(steps()[0].isAccepted);
        QVERIFY(cards()[1]->stateText().startsWith("Accepted"));
        controller_->selectStep(0);
        QTest::keyClick(window_.get(), Qt::Key_A);
        QVERIFY(!steps()[0].isAccepted);
    }

    void alternativesSayWhatTheyWouldRemoveAndReplace() {
        predictor_->ranking = {kDirty, kBright, kWide, effects::defaultStep(EffectId::phaser)};
        controller_->loadPair(folder_.filePath("dry.wav"), folder_.filePath("target.wav"));
        QTRY_VERIFY(controller_->timeline() != nullptr);
        waitUntilIdle();
        controller_->suggestNext();
        waitUntilIdle();
        QVERIFY(steps().size() == 1 && !steps()[0].alternatives.empty());
        const QSignalSpy measured(controller_.get(), &TimelineController::alternativesMeasured);
        QMenu menu;
        fillReplaceMenu(menu, *controller_, 0);
        QVERIFY(menu.actions()[0]->text().contains("% sure"));
        QTRY_COMPARE(measured.count(), 1);
        QVERIFY2(menu.actions()[0]->text().contains("of the error") ||
                     menu.actions()[0]->text().contains("to the error"),
                 qPrintable(menu.actions()[0]->text()));
        const EffectId chosen = steps()[0].alternatives[0].step.effect;
        menu.actions()[0]->trigger();
        waitUntilIdle();
        QVERIFY(steps()[0].step.effect == chosen);
        QVERIFY(!cards()[1]->errorText().isEmpty());
    }

    void stepsAreMovedByMouseAndKeyboard() {
        loadAndSuggest();
        SoundCard* card = cards()[1];
        auto* area = window_->timelineView().findChild<QScrollArea*>();
        area->horizontalScrollBar()->setValue(0);
        const QPoint from(40, 12);
        QTest::mousePress(card, Qt::LeftButton, {}, from);
        for (int x = 0; x <= 520; x += 40)
            QTest::mouseMove(card, from + QPoint(x, 0));
        QTest::mouseRelease(card, Qt::LeftButton, {}, from + QPoint(500, 0));
        waitUntilIdle();
        QVERIFY(steps()[1].step.effect == EffectId::distortion || steps()[2].step.effect == EffectId::distortion);
        QVERIFY(steps()[0].step.effect == EffectId::equalizer);
        const auto index = steps()[1].step.effect == EffectId::distortion ? 1 : 2;
        controller_->selectStep(index);
        for (int i = 0; i < index; ++i)
            QTest::keyClick(window_.get(), Qt::Key_Left, Qt::AltModifier);
        waitUntilIdle();
        QVERIFY(steps()[0].step.effect == EffectId::distortion);
        QCOMPARE(controller_->selectedStep(), 0);
    }

    void anEffectIsInsertedAnywhereAndRemoved() {
        loadAndSuggest();
        QMenu menu;
        fillInsertMenu(menu, *controller_, 1);
        QCOMPARE(menu.actions().size(), 2); // compressor and phaser are left
        menu.actions()[1]->trigger();
        waitUntilIdle();
        QVERIFY(steps()[1].step.effect == EffectId::phaser);
        QCOMPARE(controller_->selectedStep(), 1);
        QCOMPARE(cards().size(), std::size_t{6});
        QVERIFY(cards()[3]->stateText().contains("before you added step 2"));
        QTest::keyClick(window_.get(), Qt::Key_Delete);
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{3});
    }

    void continueFromHereKeepsWhatStandsBefore() {
        loadAndSuggest();
        effects::Step softer = kDirty;
        softer.values[1] = 0.5F;
        controller_->changeStep(0, softer);
        waitUntilIdle();
        QVERIFY(cards()[2]->stateText().contains("before you changed step 1"));
        controller_->selectStep(0);
        const int questions = predictor_->questions;
        QTest::keyClick(window_.get(), Qt::Key_R, Qt::ControlModifier);
        waitUntilIdle();
        QVERIFY(predictor_->questions > questions);
        QVERIFY(steps()[0].step == softer);
        for (std::size_t i = 2; i < cards().size() - 1; ++i)
            QVERIFY(!cards()[i]->stateText().contains("before you"));
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{3});
    }

    void aStaleCardOffersToAskAgain() {
        loadAndSuggest();
        effects::Step softer = kDirty;
        softer.values[1] = 0.5F;
        controller_->changeStep(0, softer);
        waitUntilIdle();
        QMenu menu;
        fillMoreMenu(menu, *controller_, 0);
        QVERIFY(actionNamed(menu, "Ask again") == nullptr); // it is fresh
        fillMoreMenu(menu, *controller_, 1);
        QVERIFY(actionNamed(menu, "Ask again") != nullptr);
        const int keptId = steps()[0].id;
        const int oldId = steps()[1].id;
        actionNamed(menu, "Ask again")->trigger();
        waitUntilIdle();
        QCOMPARE(steps()[0].id, keptId);
        for (std::size_t i = 1; i < steps().size(); ++i)
            QVERIFY(steps()[i].id > oldId && !cards()[i + 1]->stateText().contains("before you"));
        controller_->removeStep(0); // the first one can be stale as well
        waitUntilIdle();
        fillMoreMenu(menu, *controller_, 0);
        const int staleId = steps()[0].id;
        actionNamed(menu, "Ask again")->trigger();
        waitUntilIdle();
        QVERIFY(!steps().empty() && steps()[0].id > staleId);
        QVERIFY(!cards()[1]->stateText().contains("before you"));
    }

    void whatIsHeardIsMarkedWithoutColour() {
        loadAndSuggest();
        for (const int place : {kInputPlace, 1, kTargetPlace}) {
            window_->timelineView().setHeardPlace(place);
            const std::size_t heard = place == kTargetPlace ? cards().size() - 1 : static_cast<std::size_t>(place + 1);
            for (std::size_t i = 0; i < cards().size(); ++i) {
                QCOMPARE(!cards()[i]->findChild<HeardMark*>()->isHidden(), i == heard);
                QCOMPARE(cards()[i]->accessibleDescription().startsWith("Heard"), i == heard);
            }
        }
    }

    void thePlayheadIsOnEveryCard() {
        loadAndSuggest();
        std::vector<QImage> without;
        for (SoundCard* card : cards())
            without.push_back(card->plot()->image());
        window_->timelineView().setPlayhead(0.4);
        screenshot("playhead-dark");
        for (std::size_t i = 0; i < cards().size(); ++i)
            QVERIFY(cards()[i]->plot()->image() != without[i]);
        window_->timelineView().hidePlayhead();
        for (std::size_t i = 0; i < cards().size(); ++i)
            QVERIFY(cards()[i]->plot()->image() == without[i]);
    }

    void theTimeShownFollowsThePlayhead() {
        loadAndSuggest();
        TimelineView& view = window_->timelineView();
        view.zoom(4.0);
        const auto isSeen = [&](double seconds) {
            const TimeWindow& shown = view.timeWindow();
            return shown.start() <= seconds && seconds <= shown.start() + shown.seconds();
        };
        for (const double seconds : {0.5, 0.7, 0.95, 0.1}) { // the last one: the loop begins again
            view.setPlayhead(seconds);
            QVERIFY(isSeen(seconds));
        }
        view.scrollTime(2.0); // the learner looks elsewhere
        const TimeWindow elsewhere = view.timeWindow();
        view.setPlayhead(0.11);
        QVERIFY(view.timeWindow() == elsewhere);
        view.hidePlayhead();
        view.setPlayhead(0.1); // plays anew
        QVERIFY(isSeen(0.1));
    }

    void keysOfStepsDoNothingOnOtherThings() {
        loadAndSuggest();
        controller_->selectStep(1);
        controller_->startRound(1);
        waitUntilIdle();
        controller_->showRound(0);
        waitUntilIdle();
        controller_->selectStep(1);
        auto* tabs = window_->timelineView().findChild<QTabBar*>();
        for (QWidget* other : std::initializer_list<QWidget*>{cards().front(), cards().back(), tabs}) {
            other->setFocus(Qt::TabFocusReason);
            QVERIFY(other->hasFocus());
            for (const Qt::Key key : {Qt::Key_Delete, Qt::Key_A, Qt::Key_O, Qt::Key_P})
                QTest::keyClick(other, key);
            QTest::keyClick(other, Qt::Key_Left, Qt::AltModifier);
            QCOMPARE(steps().size(), std::size_t{3});
            QVERIFY(steps()[1].isOn && !steps()[1].isAccepted && steps()[1].step.effect == EffectId::equalizer);
            QVERIFY(QApplication::activePopupWidget() == nullptr);
        }
        auto* accept = buttonNamed<QToolButton>(cards()[3], "Accept");
        accept->setFocus(Qt::BacktabFocusReason);
        QCOMPARE(controller_->selectedStep(), 2);
        QTest::keyClick(accept, Qt::Key_O);
        QVERIFY(!steps()[2].isOn);
        waitUntilIdle();
    }

    void alternativesAppearAtTheCard() {
        loadAndSuggest();
        controller_->selectStep(0);
        cards()[1]->setFocus();
        QTest::keyClick(cards()[1], Qt::Key_P);
        QCOMPARE(QApplication::activePopupWidget(), cards()[1]->replaceMenu());
        const QRect place = cards()[1]->replaceMenu()->geometry();
        QVERIFY(place.intersects(QRect(cards()[1]->mapToGlobal(QPoint()), cards()[1]->size())));
        cards()[1]->replaceMenu()->close();
        waitUntilIdle();
    }

    void notesAboutTheWorkGoWithTheNextEdit() {
        loadAndSuggest();
        Q_EMIT controller_->failed("The file cannot be read.");
        Q_EMIT controller_->noted("You are there.");
        controller_->acceptStep(0, true); // together with the note: it is about this
        QVERIFY(window_->messageText().contains("You are there."));
        QCoreApplication::processEvents();
        controller_->acceptStep(0, false);
        QVERIFY(!window_->messageText().contains("You are there."));
        QVERIFY(window_->messageText().contains("The file cannot be read."));
        Q_EMIT controller_->noted("You are there.");
        QVERIFY(window_->messageText().contains("You are there."));
    }

    void cardsStayInPlaceWhenTheyAreSelected() {
        loadAndSuggest();
        controller_->selectStep(-1);
        const QRect before = cards()[1]->plot()->geometry();
        controller_->selectStep(0);
        QCoreApplication::processEvents();
        QCOMPARE(cards()[1]->plot()->geometry(), before);
        QCOMPARE(cards()[2]->plot()->geometry().top(), before.top());
    }

    void aNewRoundIsAChapter() {
        loadAndSuggest();
        controller_->selectStep(1);
        QTest::keyClick(window_.get(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        waitUntilIdle();
        QCOMPARE(controller_->work().rounds.size(), std::size_t{2});
        QCOMPARE(cards().size(), std::size_t{2});
        auto* tabs = window_->timelineView().findChild<QTabBar*>();
        QVERIFY(tabs->isVisible());
        QCOMPARE(tabs->count(), 2);
        controller_->suggestNext();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{1});
        screenshot("rounds-dark");
        tabs->setCurrentIndex(0);
        waitUntilIdle();
        QCOMPARE(cards().size(), std::size_t{5});
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        waitUntilIdle();
        QVERIFY(!tabs->isVisible());
    }

    void theDifferenceViewShowsAnotherPicture() {
        loadAndSuggest();
        const QImage sound = cards()[1]->plot()->image();
        const QImage target = cards().back()->plot()->image();
        auto* box = window_->timelineView().toolbar().findChild<QComboBox*>();
        box->setCurrentIndex(1);
        const QImage change = cards()[1]->plot()->image();
        QVERIFY(change != sound);
        QVERIFY(cards().back()->plot()->image() != target); // it says that it is the sound itself
        screenshot("difference-previous-dark");
        box->setCurrentIndex(2);
        QVERIFY(cards()[1]->plot()->image() != change);
        const QPointF middle(cards()[1]->plot()->width() / 2.0, cards()[1]->plot()->height() / 2.0);
        QVERIFY(cards()[1]->plot()->readOutAt(middle).contains("dB different"));
        screenshot("difference-target-dark");
    }

    void theCursorReadsTimeFrequencyAndLevel() {
        loadAndSuggest();
        SpectrogramPlot* plot = cards()[0]->plot();
        const QSignalSpy readOuts(plot, &SpectrogramPlot::readOut);
        QTest::mouseMove(plot, QPoint(plot->width() / 2, plot->height() / 2));
        QTRY_VERIFY(readOuts.count() > 0);
        const QString text = readOuts.last()[0].toString();
        QVERIFY2(
            QRegularExpression("^0\\.\\d{3} s   \\d+ Hz   -?\\d+\\.\\d dB against the loudest$").match(text).hasMatch(),
            qPrintable(text));
        QCOMPARE(plot->readOutAt(QPointF(2.0, 2.0)), QString());
    }

    void theKeyboardReadsTimeFrequencyAndLevel() {
        loadAndSuggest();
        SoundCard* card = cards()[0];
        SpectrogramPlot* plot = card->plot();
        card->setFocus();
        const QSignalSpy readOuts(plot, &SpectrogramPlot::readOut);
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(card, key, Qt::ShiftModifier);
            return readOuts.last()[0].toString();
        };
        const QImage before = plot->image();
        const QString middle = press(Qt::Key_Right);
        QVERIFY2(middle.startsWith("0.50"), qPrintable(middle));
        QVERIFY(plot->image() != before);
        QVERIFY2(press(Qt::Key_Right).startsWith("0.51"), qPrintable(readOuts.last()[0].toString()));
        QCOMPARE(press(Qt::Key_Left), middle);
        screenshot("keyboard-cursor-dark");
        const auto hertz = [](const QString& text) { return text.section("   ", 1, 1).section(' ', 0, 0).toDouble(); };
        QVERIFY(hertz(press(Qt::Key_Up)) > hertz(middle));
        QCOMPARE(press(Qt::Key_Down), middle);
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(card);
        QVERIFY(accessible->text(QAccessible::Name).startsWith(middle)); // what screen readers say when it changes
        for (int i = 0; i < 200; ++i)
            press(Qt::Key_Down);
        QVERIFY(hertz(readOuts.last()[0].toString()) > 0.0); // stops at the edge
        cards()[1]->setFocus();
        QCOMPARE(readOuts.last()[0].toString(), QString());
        QCOMPARE(accessible->text(QAccessible::Name), card->accessibleName());
        QVERIFY(plot->image() == before);
    }

    void theWheelZoomsAndScrollsAllCards() {
        loadAndSuggest();
        SpectrogramPlot* plot = cards()[0]->plot();
        const auto turn = [&](Qt::KeyboardModifiers keys, int angle) {
            const QPointF at(plot->width() / 2.0, plot->height() / 2.0);
            QWheelEvent event(at, plot->mapToGlobal(at), {}, QPoint(0, angle), Qt::NoButton, keys, Qt::NoScrollPhase,
                              false);
            QCoreApplication::sendEvent(plot, &event);
        };
        const QImage target = cards().back()->plot()->image();
        turn(Qt::ControlModifier, 480);
        const TimeWindow near = window_->timelineView().timeWindow();
        QVERIFY(near.seconds() < 0.5);
        QVERIFY(cards().back()->plot()->image() != target);
        turn(Qt::ShiftModifier, -120);
        QVERIFY(window_->timelineView().timeWindow().start() > near.start());
        QTest::keyClick(window_.get(), Qt::Key_0, Qt::ControlModifier);
        QVERIFY(window_->timelineView().timeWindow().showsEverything());
    }

    void pointsOfTheErrorPlotSelectSteps() {
        loadAndSuggest();
        ErrorPlot& plot = window_->timelineView().errorPlot();
        for (const int step : {0, 2, 1}) {
            QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.pointAt(step + 1).toPoint());
            QCOMPARE(controller_->selectedStep(), step);
        }
        QTest::keyClick(&plot, Qt::Key_Right);
        QCOMPARE(controller_->selectedStep(), 2);
    }

    void saveReopenAndTheQuestionOnClosing() {
        loadAndSuggest();
        const QString path = folder_.filePath("walk.stepwise");
        window_->session().save(path);
        waitUntilIdle();
        QVERIFY(!window_->isWindowModified());
        const auto saved = steps();
        controller_->removeStep(0);
        waitUntilIdle();
        QVERIFY(window_->isWindowModified());
        answer("Cancel");
        QVERIFY(!window_->close());
        answer("Discard");
        window_->openSession(path);
        waitUntilIdle();
        QTRY_VERIFY(controller_->timeline() != nullptr);
        waitUntilIdle();
        QCOMPARE(steps().size(), saved.size());
        QVERIFY(controller_->soundAt(2));
        controller_->acceptStep(0, true);
        answer("Save");
        window_->close();
        QTRY_VERIFY(!window_->isVisible());
        QVERIFY(readSession(path.toStdString()).work.rounds[0].steps[0].isAccepted);
    }

    void closingDuringWorkAsksNothingAndLeavesNoThread() {
        controller_->loadPair(folder_.filePath("dry.wav"), folder_.filePath("target.wav"));
        QTRY_VERIFY(controller_->timeline() != nullptr);
        controller_->suggestAll();
        QVERIFY(window_->close());
        window_.reset();
        controller_.reset(); // joins
    }

    void everyViewInBothThemesAndSizes_data() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        for (const bool isDark : {true, false})
            for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)})
                QTest::addRow("%s-%d", isDark ? "dark" : "light", size.width()) << isDark << size;
    }

    /// For the eye; asserted is only that nothing of a card lies outside it.
    void everyViewInBothThemesAndSizes() {
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        const QString suffix = QTest::currentDataTag();
        const auto shoot = [&](const char* view) {
            screenshot(qPrintable(QString("timeline-%1-%2").arg(view, suffix)));
        };
        applyTheme(*qApp, isDark ? darkTheme() : lightTheme());
        window_->resize(size);
        shoot("empty");
        const QString longName =
            folder_.filePath("a rather long name of a dry sound that nobody would type twice, take 27 (final).wav");
        QFile::copy(folder_.filePath("dry.wav"), longName);
        loadAndSuggest();
        controller_->loadPair(longName, folder_.filePath("target.wav"));
        QTRY_VERIFY(controller_->inputName().startsWith("a rather"));
        waitUntilIdle();
        controller_->suggestAll();
        waitUntilIdle();
        controller_->addStep(EffectId::phaser);
        controller_->acceptStep(0, true);
        controller_->selectStep(1);
        waitUntilIdle();
        shoot("suggested");
        controller_->switchStep(1, false);
        waitUntilIdle();
        shoot("stale");
        auto boxes = window_->timelineView().toolbar().findChildren<QComboBox*>();
        boxes[1]->setCurrentIndex(2);
        boxes[2]->setCurrentIndex(0);
        window_->timelineView().zoom(3.0);
        shoot("zoomed-cividis");
        window_->timelineView().showAllTime();
        boxes[0]->setCurrentIndex(1);
        shoot("change");
        boxes[0]->setCurrentIndex(2);
        shoot("difference");
        boxes[0]->setCurrentIndex(0);
        controller_->startRound(0);
        waitUntilIdle();
        controller_->suggestAll();
        waitUntilIdle();
        shoot("rounds");
        QSettings().clear();
        for (SoundCard* card : cards())
            for (const QWidget* child : card->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
                if (!child->isWindow() && child->isVisible())
                    QVERIFY2(card->rect().contains(child->geometry()), child->metaObject()->className());
        applyTheme(*qApp, darkTheme());
    }
};

QTEST_MAIN(TimelineViewTest)
#include "timeline_view_test.moc"

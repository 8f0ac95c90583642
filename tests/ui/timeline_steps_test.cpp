// What can be done with steps, chapters and files on the timeline, by mouse and keyboard, on the offscreen platform.
#include "support/timeline_fixture.h"
#include "ui/step_menus.h"

#include <QCheckBox>
#include <QMenu>
#include <QMessageBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QToolButton>

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

class TimelineStepsTest : public QObject, test::TimelineFixture {
    Q_OBJECT

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

    static constexpr QPoint kDragFrom = QPoint(40, 12);

    /// Past two cards; the button stays pressed.
    void dragToTheRight(SoundCard& card) {
        window_->timelineView().findChild<QScrollArea*>()->horizontalScrollBar()->setValue(0);
        QTest::mousePress(&card, Qt::LeftButton, {}, kDragFrom);
        for (int x = 0; x <= 520; x += 40)
            QTest::mouseMove(&card, kDragFrom + QPoint(x, 0));
    }

private Q_SLOTS:
    void initTestCase() { makeSounds(); }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }

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
        load();
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
        dragToTheRight(*cards()[1]);
        QTest::mouseRelease(cards()[1], Qt::LeftButton, {}, kDragFrom + QPoint(500, 0));
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

    void aDragIsGivenUpWithEscape() {
        loadAndSuggest();
        SoundCard* card = cards()[1];
        dragToTheRight(*card);
        QTest::keyClick(card, Qt::Key_Escape);
        QTest::mouseMove(card, kDragFrom + QPoint(510, 0));
        QTest::mouseRelease(card, Qt::LeftButton, {}, kDragFrom + QPoint(500, 0));
        waitUntilIdle();
        QVERIFY(steps()[0].step.effect == EffectId::distortion);
    }

    void anEffectIsInsertedAnywhereAndRemoved() {
        loadAndSuggest();
        QMenu menu;
        fillInsertBeforeMenu(menu, *controller_, 1);
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

    /// Suggestions may arrive while a menu is open.
    void menusMeanTheStepTheyWereOpenedFor() {
        loadAndSuggest();
        const int meant = steps()[1].id;
        QMenu more;
        fillMoreMenu(more, *controller_, 1);
        QMenu replace;
        fillReplaceMenu(replace, *controller_, 1);
        waitUntilIdle();
        controller_->removeStep(0);
        waitUntilIdle();
        for (QAction* entry : replace.actions())
            if (entry->text().startsWith(effectName(EffectId::phaser)))
                entry->trigger();
        waitUntilIdle();
        QVERIFY(steps()[0].id == meant && steps()[0].step.effect == EffectId::phaser);
        QVERIFY(steps()[1].step.effect == EffectId::hallReverb);
        actionNamed(more, "Remove\tDel")->trigger();
        waitUntilIdle();
        QVERIFY(std::ranges::none_of(steps(), [&](const WorkStep& step) { return step.id == meant; }));
        QCOMPARE(steps().size(), std::size_t{1});
        actionNamed(more, "Remove\tDel")->trigger(); // gone already
        QCOMPARE(steps().size(), std::size_t{1});
    }

    void everythingCanBeAskedForAgain() {
        loadAndSuggest();
        const auto isAskedAgain = [&](const std::function<void()>& ask) {
            const int before = steps()[0].id;
            ask();
            waitUntilIdle();
            return steps().size() == 3 && steps()[0].id > before;
        };
        QVERIFY(isAskedAgain([&] {
            for (QAction* action : window_->findChildren<QAction*>())
                if (action->text() == "Su&ggest all again")
                    action->trigger();
        }));
        QVERIFY(!window_->messageText().contains("accepted"));
        controller_->acceptStep(1, true);
        QMenu& menu = *cards()[0]->moreMenu();
        QVERIFY(buttonNamed<QToolButton>(cards()[0], "More for Input")->isVisible());
        Q_EMIT menu.aboutToShow();
        QVERIFY(isAskedAgain([&] { actionNamed(menu, "Suggest all again")->trigger(); }));
        QVERIFY(window_->messageText().contains("accepted"));
        QVERIFY(!buttonNamed<QToolButton>(cards().back(), "More for Target")->isVisible());
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
            QTest::keyClick(other, Qt::Key_R, Qt::ControlModifier);
            QVERIFY(!controller_->isWorking());
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
        tabs->setCurrentIndex(0);
        waitUntilIdle();
        QCOMPARE(cards().size(), std::size_t{5});
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        waitUntilIdle();
        QVERIFY(!tabs->isVisible());
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

    /// Also as Ctrl+Q does it: a close within which is asked.
    void discardingClosesTheWindow() {
        loadAndSuggest();
        QVERIFY(window_->session().needsSaving());
        answer("Cancel");
        QVERIFY(!window_->close());
        QVERIFY(window_->isVisible());
        answer("Discard");
        QVERIFY(window_->close());
        QVERIFY(!window_->isVisible());
    }

    void closingDuringWorkAsksNothingAndLeavesNoThread() {
        controller_->loadPair(folder_.filePath("dry.wav"), folder_.filePath("target.wav"));
        QTRY_VERIFY(controller_->timeline() != nullptr);
        controller_->suggestAll();
        QVERIFY(window_->close());
        window_.reset();
        controller_.reset(); // joins
    }
};

QTEST_MAIN(TimelineStepsTest)
#include "timeline_steps_test.moc"

// What the timeline shows, and where in time, on the offscreen platform.
#include "support/timeline_fixture.h"
#include "ui/error_plot.h"
#include "ui/heard_mark.h"
#include "ui/spectrogram_plot.h"
#include "ui/timeline_toolbar.h"

#include <QAccessible>
#include <QComboBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace stepwise;
using namespace stepwise::ui;

class TimelineViewTest : public QObject, test::TimelineFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeSounds(); }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }

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
        window_->timelineView().hidePlayhead();
        std::vector<QImage> without;
        for (SoundCard* card : cards())
            without.push_back(card->plot()->image());
        window_->timelineView().setPlayhead(0.4);
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

    void cardsStayInPlaceWhenTheyAreSelected() {
        loadAndSuggest();
        controller_->selectStep(-1);
        const QRect before = cards()[1]->plot()->geometry();
        controller_->selectStep(0);
        QCoreApplication::processEvents();
        QCOMPARE(cards()[1]->plot()->geometry(), before);
        QCOMPARE(cards()[2]->plot()->geometry().top(), before.top());
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
        box->setCurrentIndex(2);
        QVERIFY(cards()[1]->plot()->image() != change);
        const QPointF middle(cards()[1]->plot()->width() / 2.0, cards()[1]->plot()->height() / 2.0);
        QVERIFY(cards()[1]->plot()->readOutAt(middle).contains("dB different"));
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

    void theWheelAloneScrollsTheCards() {
        loadAndSuggest();
        auto* bar = window_->timelineView().findChild<QScrollArea*>()->horizontalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        bar->setValue(0);
        SpectrogramPlot* plot = cards()[1]->plot();
        const QPointF at(plot->width() / 2.0, plot->height() / 2.0);
        QWheelEvent event(at, plot->mapToGlobal(at), {}, QPoint(0, -240), Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QSpontaneKeyEvent::setSpontaneous(&event); // only what comes from a mouse goes on to the parents
        qApp->notify(plot, &event);                // sendEvent() would take it for the program's own
        QVERIFY(bar->value() > 0);
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
};

QTEST_MAIN(TimelineViewTest)
#include "timeline_view_test.moc"

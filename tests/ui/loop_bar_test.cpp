// The loop and the position, by mouse and in words.
#include "ui/loop_bar.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QtTest>

using namespace stepwise;

class LoopBarTest : public QObject {
    Q_OBJECT

    using Region = std::pair<double, double>;

    static void move(ui::LoopBar& bar, int x) {
        QMouseEvent event(QEvent::MouseMove, QPointF(x, 20), bar.mapToGlobal(QPointF(x, 20)), Qt::NoButton,
                          Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&bar, &event);
    }
    static void drag(ui::LoopBar& bar, int from, int to) {
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(from, 20));
        move(bar, (from + to) / 2);
        move(bar, to);
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(to, 20));
    }

    static bool isNear(const Region& region, const Region& expected) {
        return std::abs(region.first - expected.first) < 1e-6 && std::abs(region.second - expected.second) < 1e-6;
    }

    /// Ten seconds on a thousand pixels; regions that are asked for are set.
    static std::unique_ptr<ui::LoopBar> barOfTenSeconds(double start, double end) {
        auto bar = std::make_unique<ui::LoopBar>();
        bar->resize(1012, 44); // with margins
        bar->setSound(std::make_shared<const core::AudioBuffer>(1000.0, std::size_t{1}, std::size_t{10000}));
        bar->setRegion(start, end);
        connect(bar.get(), &ui::LoopBar::regionAsked, bar.get(), &ui::LoopBar::setRegion);
        return bar;
    }

    static Region lastRegion(const QSignalSpy& regions) {
        return regions.isEmpty() ? Region(-1.0, -1.0)
                                 : Region(regions.last()[0].toDouble(), regions.last()[1].toDouble());
    }

private Q_SLOTS:
    void theLoopIsDragged_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<double>("start");
        QTest::addColumn<double>("end");
        QTest::newRow("as a whole") << 406 << 506 << 4.0 << 6.0;
        QTest::newRow("as a whole, to the beginning") << 406 << 6 << 0.0 << 2.0;
        QTest::newRow("as a whole, beyond the end") << 406 << 2000 << 8.0 << 10.0;
        QTest::newRow("its start") << 307 << 206 << 2.0 << 5.0;
        QTest::newRow("its end") << 505 << 606 << 3.0 << 6.0;
        QTest::newRow("anew, from outside") << 606 << 806 << 6.0 << 8.0;
        QTest::newRow("anew, across it") << 206 << 406 << 2.0 << 4.0;
    }
    void theLoopIsDragged() {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(double, start);
        QFETCH(double, end);
        const auto bar = barOfTenSeconds(3.0, 5.0);
        const QSignalSpy regions(bar.get(), &ui::LoopBar::regionAsked);
        const QSignalSpy places(bar.get(), &ui::LoopBar::moveAsked);
        drag(*bar, from, to);
        QVERIFY2(isNear(lastRegion(regions), {start, end}), qPrintable(bar->valueText()));
        QVERIFY(places.isEmpty());
    }

    void theShortestLoopIsDraggedAnywhere() {
        const auto bar = barOfTenSeconds(3.0, 3.02);
        const QSignalSpy regions(bar.get(), &ui::LoopBar::regionAsked);
        QTest::mousePress(bar.get(), Qt::LeftButton, {}, QPoint(307, 20));
        for (int x = 311; x < 900; ++x) {
            move(*bar, x);
            QVERIFY(isNear(lastRegion(regions), {3.0 + (x - 307) / 100.0, 3.02 + (x - 307) / 100.0}));
        }
    }

    void aLoopOfTheWholeSoundIsDrawnAnew() {
        for (const double end : {0.0, 10.0}) {
            const auto bar = barOfTenSeconds(0.0, end);
            const QSignalSpy regions(bar.get(), &ui::LoopBar::regionAsked);
            drag(*bar, 406, 506);
            QVERIFY(isNear(lastRegion(regions), {4.0, 5.0}));
        }
    }

    void aClickMovesPlaybackWhereverItIs() {
        const auto bar = barOfTenSeconds(3.0, 5.0);
        const QSignalSpy regions(bar.get(), &ui::LoopBar::regionAsked);
        const QSignalSpy places(bar.get(), &ui::LoopBar::moveAsked);
        for (const int x : {106, 306, 406, 506, 706}) {
            QTest::mouseClick(bar.get(), Qt::LeftButton, {}, QPoint(x, 20));
            QCOMPARE(places.last()[0].toDouble(), (x - 6) / 100.0);
        }
        QVERIFY(regions.isEmpty());
    }

    void theCursorSaysWhatADragDoes() {
        const auto bar = barOfTenSeconds(3.0, 5.0);
        const auto shapeAt = [&](int x) {
            move(*bar, x);
            return bar->cursor().shape();
        };
        QCOMPARE(shapeAt(106), Qt::ArrowCursor);
        QCOMPARE(shapeAt(306), Qt::SizeHorCursor);
        QCOMPARE(shapeAt(406), Qt::OpenHandCursor);
        QTest::mousePress(bar.get(), Qt::LeftButton, {}, QPoint(406, 20));
        QCOMPARE(shapeAt(450), Qt::ClosedHandCursor);
        QTest::mouseRelease(bar.get(), Qt::LeftButton, {}, QPoint(450, 20));
        QCOMPARE(bar->cursor().shape(), Qt::OpenHandCursor);
        bar->setRegion(0.0, 10.0);
        QCOMPARE(shapeAt(406), Qt::ArrowCursor);
    }

    void longSoundsAreToldInMinutes() {
        QCOMPARE(ui::timeText(7.25, 59.99), QString("7.25"));
        QCOMPARE(ui::timeText(437.25, 600.0), QString("7:17.25"));
        QCOMPARE(ui::timeText(600.0, 600.0), QString("10:00.00"));
        QCOMPARE(ui::timeText(5.049, 60.0), QString("0:05.05"));
        QCOMPARE(ui::timeText(59.999, 59.999), QString("1:00.00"));
        QVERIFY(barOfTenSeconds(3.0, 5.0)->valueText().contains("0.00 of 10.00 seconds, loop from 3.00 to 5.00"));
    }
};

QTEST_MAIN(LoopBarTest)
#include "loop_bar_test.moc"

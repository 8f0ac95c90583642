#include "effects/interleave.h"

#include <QtTest>

#include <vector>

using namespace stepwise;

class InterleaveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySampleFindsItsPlace_data() {
        QTest::addColumn<int>("lanes");
        QTest::addColumn<int>("frames");
        for (const int lanes : {4, 8, 16})
            for (const int frames : {0, 4, 36})
                QTest::addRow("%d lanes, %d frames", lanes, frames) << lanes << frames;
    }

    void everySampleFindsItsPlace() {
        QFETCH(const int, lanes);
        QFETCH(const int, frames);
        const auto laneCount = static_cast<std::size_t>(lanes);
        const auto frameCount = static_cast<std::size_t>(frames);
        const std::size_t stride = frameCount + 3;
        std::vector<float> signals(laneCount * stride, -1.0F);
        for (std::size_t lane = 0; lane < laneCount; ++lane)
            for (std::size_t frame = 0; frame < frameCount; ++frame)
                signals[lane * stride + frame] = static_cast<float>(1000 * lane + frame);
        std::vector<float> block(laneCount * frameCount);
        effects::interleave(signals.data(), stride, frameCount, laneCount, block.data());
        for (std::size_t frame = 0; frame < frameCount; ++frame)
            for (std::size_t lane = 0; lane < laneCount; ++lane)
                QCOMPARE(block[frame * laneCount + lane], static_cast<float>(1000 * lane + frame));
        std::vector<float> back(signals.size(), -1.0F);
        effects::deinterleave(block.data(), frameCount, laneCount, back.data(), stride);
        QCOMPARE(back, signals); // the gaps between the signals stay untouched
    }
};

QTEST_APPLESS_MAIN(InterleaveTest)
#include "interleave_test.moc"

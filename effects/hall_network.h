// The hall's feedback delay network: 16 lines, read between samples, damped, and mixed by an orthogonal matrix
// (J. Stautner, M. Puckette, "Designing multi-channel reverberators", 1982). Equations: effects/README.md.
#pragma once

#include "effects/delay_ring.h"
#include "effects/hall_damping.h"

#include <vector>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Sylvester's 16 x 16 Hadamard matrix, in place; divided by 4 it is orthogonal.
template <int N>
inline void hadamard(Pack<N>* x) {
#pragma GCC unroll 4
    for (int span = 1; span < kHallLines; span *= 2)
#pragma GCC unroll 16
        for (int i = 0; i < kHallLines; ++i)
            if ((i & span) == 0) {
                const Pack<N> a = x[i];
                const Pack<N> b = x[i + span];
                x[i] = a + b;
                x[i + span] = a - b;
            }
}

/// Signs of bent functions on the four bits of a line's number: their Hadamard spectrum is flat, so that the first pass
/// through the matrix already reaches every line with equal energy. Left and right are orthogonal.
constexpr bool isInputNegative(int line) {
    return (((line & 1) & (line >> 1)) ^ ((line >> 2) & (line >> 3) & 1)) != 0;
}
constexpr bool isLeftNegative(int line) {
    return (((line & 1) & (line >> 2)) ^ ((line >> 1) & (line >> 3) & 1)) != 0;
}
constexpr bool isRightNegative(int line) {
    return (((line & 1) & (line >> 3)) ^ ((line >> 1) & (line >> 2) & 1) ^ (line & 1)) != 0;
}

/// Where a line is read in a control interval: its delay moves in a straight line.
template <int N>
struct LineReading {
    Pack<N> startFrames;
    Pack<N> stepFrames; ///< a frame
};

template <int N>
class HallNetwork {
public:
    /// Frames processed at once: as many as keep the lines' block in the first-level cache.
    static constexpr int kBlockFrames = N > 8 ? 16 : kControlFrames;

    void prepare(const std::array<int, kHallLines>& maxDelayFrames) {
        int total = 0;
        for (const int delay : maxDelayFrames)
            total += DelayRing<N>::storageFor(delay);
        storage_.assign(static_cast<std::size_t>(total), Pack<N>(0.0F));
        Pack<N>* storage = storage_.data();
        for (int line = 0; line < kHallLines; ++line) {
            const int delay = maxDelayFrames[static_cast<std::size_t>(line)];
            rings_[line].attach(storage, delay);
            storage += DelayRing<N>::storageFor(delay);
        }
    }

    void clear() {
        for (DelayRing<N>& ring : rings_)
            ring.clear();
        damping_.clear();
    }

    HallDamping<N>& damping() { return damping_; }
    /// Of the coming control interval.
    void setReading(int line, LineReading<N> reading) { readings_[line] = reading; }
    /// Whether all readings are the same in every lane.
    void setUniform(bool isUniform) { isUniform_ = isUniform; }

    /// At most kBlockFrames; `left` and `right` are the two outputs, `right` may be null.
    void process(const Pack<N>* input, int count, int offset, Pack<N>* left, Pack<N>* right) {
        for (int line = 0; line < kHallLines; ++line)
            readLine(line, count, offset);
        damping_.process(lines_, count, offset);
        sumLines<isLeftNegative>(left, count);
        if (right != nullptr)
            sumLines<isRightNegative>(right, count);
        writeLines(input, count);
    }

private:
    static constexpr int kTaps = 4;
    /// Lagrange's polynomial holds between its middle taps. A reading that leaves them by more than this in an interval
    /// (the size is turned, or the spin is fast) moves its taps along.
    static constexpr float kMostDriftFrames = 0.25F;

    /// Third-order Lagrange interpolation (T. Laakso et al., "Splitting the unit delay", 1996) at d frames past the
    /// second tap; `taps[0]` is the newest.
    template <typename Value>
    struct Lagrange {
        explicit Lagrange(Value d) {
            const Value before = d + Value(1.0F);
            const Value after = d - Value(1.0F);
            const Value last = d - Value(2.0F);
            weights[0] = d * after * last;
            weights[1] = before * after * last;
            weights[2] = before * d * last;
            weights[3] = before * d * after;
        }
        Value weights[kTaps];
    };

    static Pack<N> weighted(Pack<N> newest, Pack<N> x1, Pack<N> x2, Pack<N> oldest, Pack<N> w0, Pack<N> w1, Pack<N> w2,
                            Pack<N> w3) {
        return newest * w0 * Pack<N>(-1.0F / 6.0F) + x1 * w1 * Pack<N>(0.5F) + x2 * w2 * Pack<N>(-0.5F) +
               oldest * w3 * Pack<N>(1.0F / 6.0F);
    }

    Pack<N> lineAt(int t, int line) const { return Pack<N>::load(lines_[t] + line * N); }

    void readLine(int line, int count, int offset) {
        const LineReading<N> reading = readings_[line];
        const IntPack<N> whole = truncateToInt(reading.startFrames);
        const Pack<N> fraction = reading.startFrames - toFloat(whole);
        if (isUniform_ && std::abs(reading.stepFrames[0]) * kControlFrames <= kMostDriftFrames) {
            readTogether(line, whole[0], fraction[0], reading.stepFrames[0], count, offset);
            return;
        }
        const Mask<N> drifts =
            abs(reading.stepFrames) * Pack<N>(static_cast<float>(kControlFrames)) > Pack<N>(kMostDriftFrames);
        if (all(~drifts))
            readApart(line, whole, fraction, reading.stepFrames, count, offset);
        else
            readDrifting(line, whole, fraction, reading.stepFrames, drifts, count, offset);
    }

    /// Every lane at the same delay: the weights are computed for a vector of frames.
    void readTogether(int line, int whole, float fraction, float step, int count, int offset) {
        float weights[kTaps][kBlockFrames];
        for (int t = 0; t < kBlockFrames; ++t) {
            const Lagrange<float> lagrange(fraction + step * static_cast<float>(offset + t));
            for (int k = 0; k < kTaps; ++k)
                weights[k][t] = lagrange.weights[k];
        }
        const Pack<N>* past = rings_[line].past(whole + 2);
        for (int t = 0; t < count; ++t)
            weighted(past[t + 3], past[t + 2], past[t + 1], past[t], weights[0][t], weights[1][t], weights[2][t],
                     weights[3][t])
                .store(lines_[t] + line * N);
    }

    /// Every lane at its own delay: gathered into a block in which all are aligned.
    void readApart(int line, IntPack<N> whole, Pack<N> fraction, Pack<N> step, int count, int offset) {
        Pack<N> past[kBlockFrames + kTaps];
        const Pack<N>* shared = rings_[line].past(whole[0] + 2);
        std::copy(shared, shared + count + kTaps - 1, past);
        for (int lane = 1; lane < N; ++lane) {
            if (whole[lane] == whole[0])
                continue;
            const Pack<N>* own = rings_[line].past(whole[lane] + 2);
            for (int t = 0; t < count + kTaps - 1; ++t)
                past[t].set(lane, own[t][lane]);
        }
        for (int t = 0; t < count; ++t) {
            const Lagrange<Pack<N>> lagrange(fraction + step * Pack<N>(static_cast<float>(offset + t)));
            const Pack<N>* w = lagrange.weights;
            weighted(past[t + 3], past[t + 2], past[t + 1], past[t], w[0], w[1], w[2], w[3])
                .store(lines_[t] + line * N);
        }
    }

    /// Some lane moves past its taps within the interval; only such lanes move them.
    void readDrifting(int line, IntPack<N> whole, Pack<N> fraction, Pack<N> step, Mask<N> drifts, int count,
                      int offset) {
        for (int t = 0; t < count; ++t) {
            const Pack<N> between = fraction + step * Pack<N>(static_cast<float>(offset + t));
            const Pack<N> moved = select(drifts, floor(between), Pack<N>(0.0F));
            const IntPack<N> oldest = whole + truncateToInt(moved) + IntPack<N>(2 - t);
            float past[kTaps][N];
            for (int lane = 0; lane < N; ++lane) {
                const Pack<N>* own = rings_[line].past(oldest[lane]);
                for (int k = 0; k < kTaps; ++k)
                    past[k][lane] = own[k][lane];
            }
            const Lagrange<Pack<N>> lagrange(between - moved);
            const Pack<N>* w = lagrange.weights;
            weighted(Pack<N>::load(past[3]), Pack<N>::load(past[2]), Pack<N>::load(past[1]), Pack<N>::load(past[0]),
                     w[0], w[1], w[2], w[3])
                .store(lines_[t] + line * N);
        }
    }

    template <bool (*IsNegative)(int)>
    void sumLines(Pack<N>* sums, int count) const {
        for (int t = 0; t < count; ++t) {
            Pack<N> sum = 0.0F;
#pragma GCC unroll 16
            for (int line = 0; line < kHallLines; ++line)
                sum = IsNegative(line) ? sum - lineAt(t, line) : sum + lineAt(t, line);
            sums[t] = sum;
        }
    }

    void writeLines(const Pack<N>* input, int count) {
        Pack<N>* coming[kHallLines];
        for (int line = 0; line < kHallLines; ++line)
            coming[line] = rings_[line].coming();
        const Pack<N> quarter = 0.25F;
        for (int t = 0; t < count; ++t) {
            Pack<N> x[kHallLines];
            for (int line = 0; line < kHallLines; ++line)
                x[line] = lineAt(t, line);
            hadamard(x);
#pragma GCC unroll 16
            for (int line = 0; line < kHallLines; ++line)
                coming[line][t] = quarter * (isInputNegative(line) ? x[line] - input[t] : x[line] + input[t]);
        }
        for (DelayRing<N>& ring : rings_)
            ring.advance(count);
    }

    std::vector<Pack<N>> storage_;
    DelayRing<N> rings_[kHallLines];
    HallDamping<N> damping_;
    LineReading<N> readings_[kHallLines] = {};
    bool isUniform_ = false;
    float lines_[kBlockFrames][kHallLines * N] = {};
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE

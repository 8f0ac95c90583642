// Every effect through the same battery: rates, block sizes, extreme and random parameters, bad samples.
#include "core/random.h"
#include "effects/processor.h"
#include "effects/rack.h"

#include <QtTest>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <new>
#include <vector>

#include <dlfcn.h>
#include <pthread.h>

using namespace stepwise;
using effects::EffectId;
using effects::Instructions;
using effects::Layout;
using effects::ParameterValues;

namespace {

thread_local bool countAllocations = false;
thread_local int allocations = 0;
thread_local int locks = 0;

void* allocate(std::size_t bytes, std::size_t alignment) {
    if (countAllocations)
        ++allocations;
    void* memory = nullptr;
    if (posix_memalign(&memory, std::max(alignment, sizeof(void*)), std::max<std::size_t>(bytes, 1)) != 0)
        throw std::bad_alloc();
    return memory;
}

} // namespace

/// Stands before the C library's own, which does the work.
extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) {
    using Lock = int (*)(pthread_mutex_t*);
    static const auto lock = reinterpret_cast<Lock>(::dlsym(RTLD_NEXT, "pthread_mutex_lock"));
    if (countAllocations)
        ++locks;
    return lock(mutex);
}

void* operator new(std::size_t bytes) {
    return allocate(bytes, alignof(std::max_align_t));
}
void* operator new[](std::size_t bytes) {
    return allocate(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
    return allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

namespace {

constexpr std::array<double, 3> kRatesHz = {44100.0, 48000.0, 96000.0};
constexpr std::array<int, 4> kBlockFrames = {1, 17, 64, 1024};
constexpr std::size_t kFrames = 4096;

/// No effect may lift a full-scale sound by more than this (upward compression, +24 dB shelves, resonance).
constexpr float kMostOutput = 4000.0F;

std::vector<float> testSignal(int lanes, std::uint64_t seed, float level = 0.5F) {
    core::Random random(seed);
    std::vector<float> signal(kFrames * static_cast<std::size_t>(lanes));
    for (std::size_t i = 0; i < kFrames; ++i)
        for (int lane = 0; lane < lanes; ++lane) {
            const double sine = std::sin(0.02 * (1.0 + lane) * static_cast<double>(i));
            const double noise = random.uniform(-1.0, 1.0);
            signal[i * static_cast<std::size_t>(lanes) + static_cast<std::size_t>(lane)] =
                level * static_cast<float>(0.6 * sine + 0.4 * noise);
        }
    return signal;
}

ParameterValues constantValues(float value) {
    ParameterValues values = {};
    values.fill(value);
    return values;
}

ParameterValues randomValues(core::Random& random) {
    ParameterValues values = {};
    for (float& value : values)
        value = static_cast<float>(random.uniform());
    return values;
}

/// All low, all high, the default, and random ones.
std::vector<ParameterValues> parameterSets(EffectId effect) {
    core::Random random(17 + static_cast<std::uint64_t>(effect));
    std::vector<ParameterValues> sets = {constantValues(0.0F), constantValues(1.0F), effects::defaultValues(effect)};
    for (int i = 0; i < 12; ++i)
        sets.push_back(randomValues(random));
    return sets;
}

void processInBlocks(effects::Processor& processor, std::vector<float>& signal, int blockFrames) {
    const auto lanes = static_cast<std::size_t>(processor.laneCount());
    const std::size_t frames = signal.size() / lanes;
    for (std::size_t start = 0; start < frames; start += static_cast<std::size_t>(blockFrames)) {
        const std::size_t count = std::min(frames - start, static_cast<std::size_t>(blockFrames));
        processor.process(signal.data() + start * lanes, static_cast<int>(count));
    }
}

std::vector<float> rendered(effects::Processor& processor, std::vector<float> signal, int blockFrames = 256) {
    processInBlocks(processor, signal, blockFrames);
    return signal;
}

float largest(const std::vector<float>& signal) {
    float peak = 0.0F;
    for (const float sample : signal) {
        if (!std::isfinite(sample))
            return std::numeric_limits<float>::infinity();
        peak = std::max(peak, std::abs(sample));
    }
    return peak;
}

std::unique_ptr<effects::Processor> soundProcessor(EffectId effect, const ParameterValues& values, double rateHz) {
    auto processor = effects::makeSoundProcessor(effect, Layout::stereo);
    processor->setParameters(std::span(&values, 1));
    processor->prepare(rateHz);
    return processor;
}

void addEffectRows() {
    QTest::addColumn<EffectId>("effect");
    for (const EffectId effect : effects::kAllEffects)
        QTest::newRow(effects::effectInfo(effect).key.data()) << effect;
}

std::vector<Instructions> supportedInstructions() {
    std::vector<Instructions> supported;
    for (const Instructions one : {Instructions::baseline, Instructions::avx2, Instructions::avx512})
        if (effects::isSupported(one))
            supported.push_back(one);
    return supported;
}

} // namespace

Q_DECLARE_METATYPE(stepwise::effects::EffectId)

class EffectBatteryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finiteAndBounded_data() { addEffectRows(); }
    void finiteAndBounded() {
        QFETCH(const EffectId, effect);
        const std::vector<float> signal = testSignal(effects::kSoundPackLanes, 1);
        for (const double rateHz : kRatesHz)
            for (const ParameterValues& values : parameterSets(effect)) {
                const auto processor = soundProcessor(effect, values, rateHz);
                QVERIFY(largest(rendered(*processor, signal)) < kMostOutput);
            }
    }

    void blockSizeDoesNotMatter_data() { addEffectRows(); }
    void blockSizeDoesNotMatter() {
        QFETCH(const EffectId, effect);
        const std::vector<float> signal = testSignal(effects::kSoundPackLanes, 2);
        for (const double rateHz : kRatesHz)
            for (const ParameterValues& values : parameterSets(effect)) {
                const auto processor = soundProcessor(effect, values, rateHz);
                const std::vector<float> whole = rendered(*processor, signal, static_cast<int>(kFrames));
                for (const int blockFrames : kBlockFrames) {
                    processor->reset();
                    QVERIFY(rendered(*processor, signal, blockFrames) == whole);
                }
            }
    }

    void resetEqualsFreshInstance_data() { addEffectRows(); }
    void resetEqualsFreshInstance() {
        QFETCH(const EffectId, effect);
        const std::vector<float> signal = testSignal(effects::kSoundPackLanes, 3);
        const auto sets = parameterSets(effect);
        const auto used = soundProcessor(effect, sets.front(), 48000.0);
        for (const ParameterValues& values : sets) {
            rendered(*used, signal, 100);
            used->setParameters(std::span(&values, 1));
            rendered(*used, signal, 77);
            used->reset();
            const auto fresh = soundProcessor(effect, values, 48000.0);
            QVERIFY(rendered(*used, signal) == rendered(*fresh, signal));
        }
    }

    void silenceInSilenceOut_data() { addEffectRows(); }
    void silenceInSilenceOut() {
        QFETCH(const EffectId, effect);
        const std::vector<float> silence(kFrames * effects::kSoundPackLanes, 0.0F);
        for (const ParameterValues& values : parameterSets(effect)) {
            const auto processor = soundProcessor(effect, values, 44100.0);
            QCOMPARE(largest(rendered(*processor, silence)), 0.0F);
        }
    }

    void everyLaneEqualsASingleRender_data() { addEffectRows(); }
    void everyLaneEqualsASingleRender() {
        QFETCH(const EffectId, effect);
        const auto parameters = effects::effectInfo(effect).parameters;
        for (const Instructions instructions : supportedInstructions()) {
            core::Random random(5);
            const auto pack = effects::makePackProcessor(effect, Layout::mono, instructions);
            const auto lanes = static_cast<std::size_t>(pack->laneCount());
            std::vector<ParameterValues> values(lanes);
            for (ParameterValues& lane : values)
                lane = randomValues(random);
            for (ParameterValues& lane : values)
                for (std::size_t p = 0; p < parameters.size(); ++p)
                    if (parameters[p].curve == effects::Curve::choice)
                        lane[p] = values.front()[p];
            pack->setParameters(values);
            pack->prepare(44100.0);
            const std::vector<float> signal = testSignal(pack->laneCount(), 4);
            const std::vector<float> packed = rendered(*pack, signal);
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const auto single = effects::makePackProcessor(effect, Layout::mono, Instructions::baseline);
                single->setParameters(std::span(&values[lane], 1));
                single->prepare(44100.0);
                std::vector<float> alone(kFrames * effects::kSoundPackLanes, 0.0F);
                for (std::size_t i = 0; i < kFrames; ++i)
                    alone[i * effects::kSoundPackLanes] = signal[i * lanes + lane];
                alone = rendered(*single, alone);
                for (std::size_t i = 0; i < kFrames; ++i)
                    QCOMPARE(packed[i * lanes + lane], alone[i * effects::kSoundPackLanes]);
            }
        }
    }

    void recoversFromBadSamples_data() { addEffectRows(); }
    void recoversFromBadSamples() {
        QFETCH(const EffectId, effect);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        for (const ParameterValues& values : parameterSets(effect)) {
            const auto processor = soundProcessor(effect, values, 44100.0);
            std::vector<float> signal = testSignal(effects::kSoundPackLanes, 6);
            std::vector<float> clean = signal;
            for (const std::size_t at : {std::size_t{100}, std::size_t{777}, std::size_t{2000}}) {
                signal[at * effects::kSoundPackLanes] = at % 2 == 0 ? nan : -infinity;
                clean[at * effects::kSoundPackLanes] = 0.0F;
            }
            const std::vector<float> fromBad = rendered(*processor, signal);
            QCOMPARE(processor->nonFiniteCount(), std::int64_t{3});
            processor->reset();
            QVERIFY(rendered(*processor, clean) == fromBad);
        }
    }

    void hugeSamplesLeaveFiniteOutput_data() { addEffectRows(); }
    void hugeSamplesLeaveFiniteOutput() {
        QFETCH(const EffectId, effect);
        for (const ParameterValues& values : parameterSets(effect)) {
            const auto processor = soundProcessor(effect, values, 44100.0);
            std::vector<float> signal = testSignal(effects::kSoundPackLanes, 7);
            signal[400] = 3e38F;
            signal[801] = -3e38F;
            signal[1202] = 1e20F;
            QVERIFY(std::isfinite(largest(rendered(*processor, signal))));
        }
    }

    void parametersOutsideTheirRangeAreClamped_data() { addEffectRows(); }
    void parametersOutsideTheirRangeAreClamped() {
        QFETCH(const EffectId, effect);
        const std::vector<float> signal = testSignal(effects::kSoundPackLanes, 8);
        const auto high = soundProcessor(effect, constantValues(1.0F), 44100.0);
        const auto tooHigh = soundProcessor(effect, constantValues(7.0F), 44100.0);
        QVERIFY(rendered(*high, signal) == rendered(*tooHigh, signal));
        const auto notANumber =
            soundProcessor(effect, constantValues(std::numeric_limits<float>::quiet_NaN()), 44100.0);
        const auto defaults = soundProcessor(effect, effects::defaultValues(effect), 44100.0);
        QVERIFY(rendered(*notANumber, signal) == rendered(*defaults, signal));
    }

    void processNeitherAllocatesNorLocks_data() { addEffectRows(); }
    void processNeitherAllocatesNorLocks() {
        QFETCH(const EffectId, effect);
        const auto sets = parameterSets(effect);
        const auto processor = soundProcessor(effect, sets.front(), 44100.0);
        std::vector<float> signal = testSignal(effects::kSoundPackLanes, 9);
        allocations = 0;
        locks = 0;
        countAllocations = true;
        delete new int(0);
        std::mutex mutex;
        mutex.lock();
        mutex.unlock();
        QVERIFY2(allocations == 1 && locks == 1, "the counters themselves must work");
        allocations = 0;
        locks = 0;
        for (const ParameterValues& values : sets) {
            processor->setParameters(std::span(&values, 1));
            processInBlocks(*processor, signal, 64);
        }
        processor->reset();
        countAllocations = false;
        QCOMPARE(allocations, 0);
        QCOMPARE(locks, 0);
    }

    void ratesOutsideTheRackAreRefused() {
        for (const double rateHz : {0.0, 8000.0, 384000.0, std::nan("")})
            QVERIFY_EXCEPTION_THROWN(effects::makeSoundProcessor(EffectId::phaser, Layout::mono)->prepare(rateHz),
                                     std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(EffectBatteryTest)
#include "effect_battery_test.moc"

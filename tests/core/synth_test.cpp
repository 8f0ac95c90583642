#include "core/synth.h"

#include "core/descriptors.h"
#include "core/error.h"
#include "support/signals.h"

#include <QtTest>

#include <set>

using namespace stepwise;

namespace {

double peakOf(const std::vector<float>& samples) {
    double peak = 0.0;
    for (const float sample : samples)
        peak = std::max(peak, std::isfinite(sample) ? std::abs(static_cast<double>(sample)) : 1e9);
    return peak;
}

double rmsDb(const std::vector<float>& samples) {
    double squares = 0.0;
    for (const float sample : samples)
        squares += static_cast<double>(sample) * sample;
    return 10.0 * std::log10(squares / static_cast<double>(samples.size()) + 1e-20);
}

} // namespace

class SynthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twelvePresetsInThreeGroups() {
        std::array<int, core::kPresetGroupCount> members = {};
        std::set<std::string_view> ids;
        for (const core::PresetInfo& preset : core::presets()) {
            ++members[static_cast<std::size_t>(preset.group)];
            ids.insert(preset.id);
        }
        QCOMPARE(ids.size(), std::size_t{12});
        for (const int count : members)
            QCOMPARE(count, 4);
    }

    void soundsAreAudibleBoundedAndRepeatable() {
        std::vector<std::vector<float>> sounds;
        for (const core::PresetInfo& preset : core::presets())
            sounds.push_back(core::renderPreset(preset.id));
        for (std::uint64_t seed = 0; seed < 100; ++seed)
            sounds.push_back(core::renderRandomPatch(seed, 36 + static_cast<int>(seed % 49)));
        for (std::size_t i = 0; i < sounds.size(); ++i) {
            QCOMPARE(sounds[i].size(), std::size_t{44100});
            QVERIFY2(peakOf(sounds[i]) <= 0.8914, qPrintable(QString("%1: %2").arg(i).arg(peakOf(sounds[i]))));
            QVERIFY2(rmsDb(sounds[i]) > -40.0, qPrintable(QString("%1: %2 dB").arg(i).arg(rmsDb(sounds[i]))));
            QVERIFY(std::abs(sounds[i].front()) < 1e-3F && std::abs(sounds[i].back()) < 1e-3F);
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(sounds[i] != sounds[j]);
        }
        QVERIFY(core::renderPreset("wobble_bass") == core::renderPreset("wobble_bass"));
        QVERIFY(core::renderRandomPatch(7) == core::renderRandomPatch(7));
    }

    void harmonicsFollowTheirSeries() {
        const double noteHz = 440.0 * std::exp2(-9.0 / 12.0);
        const auto harmonics = [&](const char* preset) {
            const auto sound = core::renderPreset(preset);
            std::array<double, 10> amplitudes = {};
            for (int h = 1; h < 10; ++h)
                amplitudes[static_cast<std::size_t>(h)] =
                    test::windowedAmplitudeAt(sound, noteHz * h, 44100.0, 8000, 28000);
            return amplitudes;
        };
        const auto saw = harmonics("saw");
        const auto square = harmonics("square");
        const auto triangle = harmonics("triangle");
        const auto sine = harmonics("sine");
        for (std::size_t h = 2; h < 10; ++h) {
            const auto n = static_cast<double>(h);
            QVERIFY(std::abs(saw[h] / saw[1] * n - 1.0) < 0.03);
            QVERIFY(h % 2 == 0 ? square[h] / square[1] < 0.003 : std::abs(square[h] / square[1] * n - 1.0) < 0.03);
            QVERIFY(h % 2 == 0 ? triangle[h] / triangle[1] < 0.003
                               : std::abs(triangle[h] / triangle[1] * n * n - 1.0) < 0.03);
            QVERIFY(sine[h] / sine[1] < 0.001);
        }
    }

    void nothingFoldsBack() {
        // C7 has ten harmonics below Nyquist; what lies between them is alias.
        const double noteHz = 440.0 * std::exp2((96 - 69) / 12.0);
        const auto saw = core::renderPreset("saw", 96);
        const double fundamental = test::windowedAmplitudeAt(saw, noteHz, 44100.0, 8000, 28000);
        for (double hertz = 300.0; hertz < 20000.0; hertz += 97.0) {
            const double nearest = hertz / noteHz - std::round(hertz / noteHz);
            if (std::abs(nearest) * noteHz > 120.0)
                QVERIFY(test::decibels(test::windowedAmplitudeAt(saw, hertz, 44100.0, 8000, 28000) / fundamental) <
                        -50.0);
        }
    }

    void lengthsRatesAndMistakes() {
        QCOMPARE(core::renderPreset("saw", 60, 0.5).size(), std::size_t{22050});
        QCOMPARE(core::renderPreset("saw", 60, 1.0, 96000.0).size(), std::size_t{96000});
        QVERIFY_EXCEPTION_THROWN(core::renderPreset("theremin"), core::Error);
        QVERIFY_EXCEPTION_THROWN(core::renderPreset("saw", 128), core::Error);
        QVERIFY_EXCEPTION_THROWN(core::renderPreset("saw", -1), core::Error);
        QVERIFY_EXCEPTION_THROWN(core::renderPreset("saw", 60, 0.0), core::Error);
    }
};

QTEST_APPLESS_MAIN(SynthTest)
#include "synth_test.moc"

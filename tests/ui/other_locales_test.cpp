// Runs where the system writes numbers and letters in its own way; STEPWISE_DECIMAL_POINT says how. What is written and
// read is the same there.
#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_file.h"
#include "support/full_work.h"
#include "support/steps.h"
#include "support/temporary_files.h"
#include "ui/session_file.h"
#include "ui/work_json.h"

#include <QCoreApplication>
#include <QtTest>

#include <clocale>

using namespace stepwise;

class OtherLocalesTest : public QObject {
    Q_OBJECT

    static effects::Chain turnedChain() {
        effects::Chain chain;
        chain.trimDb = -1.25;
        for (effects::Step step : test::allEffects()) {
            float value = 0.123456789F;
            const auto parameters = effects::effectInfo(step.effect).parameters;
            for (std::size_t i = 0; i < parameters.size(); ++i)
                if (parameters[i].curve != effects::Curve::choice)
                    step.values[i] = value += 0.01F;
            chain.steps.push_back(step);
        }
        return chain;
    }

private Q_SLOTS:
    /// Without this the others would say nothing.
    void theLocaleIsReallyThere() {
        QVERIFY2(qEnvironmentVariableIsSet("STEPWISE_DECIMAL_POINT"), "run by CTest, in several locales");
        QCOMPARE(QByteArray(std::localeconv()->decimal_point), qgetenv("STEPWISE_DECIMAL_POINT"));
        const QByteArray letters = qgetenv("LC_ALL");
        if (!letters.isEmpty())
            QCOMPARE(QByteArray(std::setlocale(LC_CTYPE, nullptr)), letters);
    }

    void chainsKeepTheirNumbers() {
        const effects::Chain chain = turnedChain();
        const std::string text = effects::formatChain(chain);
        QVERIFY2(text.find("0.13345") != std::string::npos && text.find("-1.25") != std::string::npos, text.c_str());
        QVERIFY(effects::parseChain(text, "test") == chain);
    }

    void sessionsKeepTheirNumbers() {
        const test::TemporaryFolder folder;
        ui::Work work = test::fullWork();
        for (const effects::Step& step : turnedChain().steps)
            if (step.effect == work.rounds[0].steps[0].step.effect)
                work.rounds[0].steps[0].step = step;
        ui::StoredSounds sounds;
        ui::writeSession(folder / "one.stepwise", work, sounds);
        QVERIFY(test::same(ui::readSession(folder / "one.stepwise").work, work));
        QVERIFY(ui::formatWork({work, {}}).find("0.7123") != std::string::npos);
    }

    void oldSessionsOpen() {
        const ui::OpenedSession opened = ui::readSession(STEPWISE_SOURCE_DIR "/tests/ui/session_version_1.stepwise");
        QVERIFY(opened.notes.empty());
        QVERIFY(test::sameSteps(opened.work, test::fullWork()));
    }

    /// In Turkish the small letter of I is no i.
    void idsAndExtensionsAreFound() {
        const test::TemporaryFolder folder;
        const core::AudioBuffer sound(core::kAnalysisRateHz, core::renderPreset("sine"));
        for (const char* name : {"A.WAV", "B.AIFF", "C.FLAC"}) {
            core::writeAudioFile(folder / name, sound);
            QCOMPARE(core::readAudioFile(folder / name).audio.frames(), sound.frames());
        }
        for (const effects::EffectId effect : effects::kAllEffects) {
            effects::EffectId found = effects::EffectId::compressor;
            QVERIFY(effects::findEffect(effects::effectInfo(effect).key, found) && found == effect);
        }
        QVERIFY(effects::parseChain(effects::formatChain(turnedChain()), "test") == turnedChain());
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv); // takes the system's locale, as the program does
    OtherLocalesTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "other_locales_test.moc"

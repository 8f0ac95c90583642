// stepwise-cli as its users run it: the main job, the JSON, and one clear sentence for every bad input.
#include "core/audio_file.h"
#include "core/file_output.h"
#include "core/random.h"
#include "core/synth.h"
#include "effects/chain_file.h"
#include "effects/chain_renderer.h"

#include "support/command_line.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <limits>

using namespace stepwise;
namespace fs = std::filesystem;
using namespace test;

class CommandLineTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString path(const QString& name) const { return folder_.filePath(name); }

private Q_SLOTS:
    void initTestCase() {
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("saw"));
        core::writeAudioFile(path("dry.wav").toStdString(), dry);
        effects::Step reverb = effects::defaultStep(effects::EffectId::hallReverb);
        reverb.values[0] = 0.6F;
        core::writeAudioFile(path("target.wav").toStdString(), effects::renderStep(dry, reverb));
        effects::Chain chain;
        chain.steps = {reverb};
        effects::writeChainFile(path("chain.stepwise.json").toStdString(), chain);
    }

    /// Numbers go in and come out in one way, whatever the system's language is.
    void theLanguageChangesNothing() {
        QProcessEnvironment german = QProcessEnvironment::systemEnvironment();
        german.insert("LOCPATH", STEPWISE_LOCALES);
        german.insert("LC_ALL", "de_DE.UTF-8");
        QProcessEnvironment plain = german;
        plain.insert("LC_ALL", "C.UTF-8");
        effects::Chain chain = effects::readChainFile(path("chain.stepwise.json").toStdString());
        chain.trimDb = -1.25;
        effects::writeChainFile(path("trimmed.stepwise.json").toStdString(), chain);
        for (const QStringList& arguments :
             {QStringList{"compare", "--input", path("dry.wav"), "--target", path("target.wav"), "--json"},
              QStringList{"info", "--json"}}) {
            const Outcome expected = run(arguments, plain);
            const Outcome outcome = run(arguments, german);
            QVERIFY2(expected.code == 0, qPrintable(expected.error));
            QCOMPARE(outcome.output, expected.output);
        }
        const auto rendered = [&](const QProcessEnvironment& environment, const QString& name) {
            const Outcome outcome = run({"render", "--chain", path("trimmed.stepwise.json"), "--input", path("dry.wav"),
                                         "--output", path(name)},
                                        environment);
            return outcome.code == 0 ? core::readAudioFile(path(name).toStdString()).audio : core::AudioBuffer();
        };
        const core::AudioBuffer expected = rendered(plain, "plain.wav");
        QVERIFY(expected.frames() > 0 && rendered(german, "german.wav") == expected);
    }

    void peaksThatAreCutAreSaid() {
        effects::Chain loud;
        loud.trimDb = 24.0;
        effects::writeChainFile(path("loud.stepwise.json").toStdString(), loud);
        const auto render = [&](const QString& name) {
            return run(
                {"render", "--chain", path("loud.stepwise.json"), "--input", path("dry.wav"), "--output", path(name)});
        };
        const Outcome cut = render("loud.flac");
        QCOMPARE(cut.code, 0);
        QVERIFY2(cut.error.contains("were cut"), qPrintable(cut.error));
        QVERIFY(!render("loud.wav").error.contains("were cut"));
        QCOMPARE(run({"--version"}).code, 0);
    }

    void everyCommandExplainsItself() {
        QCOMPARE(run({"--help"}).code, 0);
        for (const char* command : {"suggest", "render", "compare", "synth", "dataset", "train", "evaluate", "info"}) {
            const Outcome outcome = run({command, "--help"});
            QCOMPARE(outcome.code, 0);
            QVERIFY(outcome.output.contains(command));
        }
        QCOMPARE(run({}).code, 2);
        QCOMPARE(run({"sing"}).code, 2);
    }

    void suggestWritesEverything() {
        const Outcome outcome = run(
            {"suggest", "--input", path("dry.wav"), "--target", path("target.wav"), "--out", path("out"), "--json"});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.error));
        const QJsonObject json = QJsonDocument::fromJson(outcome.output).object();
        QCOMPARE(json["rack"].toString(), QString("1"));
        for (const QString& key : kErrorKeys)
            for (const char* when : {"initial", "final"})
                QVERIFY(json["errors"].toObject()[when].toObject()[key].isDouble());
        for (const char* key : {"load", "models", "render", "total"})
            QVERIFY(json["seconds"].toObject()[key].isDouble());
        const QJsonArray steps = json["steps"].toArray();
        QVERIFY(!steps.isEmpty());
        for (const QJsonValue& value : steps) {
            const QJsonObject step = value.toObject();
            for (const char* key : {"effect", "confidence", "parameters", "display", "errors", "helps", "alternatives"})
                QVERIFY2(step.contains(key), key);
        }
        QVERIFY(json["errors"].toObject()["final"].toObject()["mse"].toDouble() <
                json["errors"].toObject()["initial"].toObject()["mse"].toDouble());
        for (const char* file : {"chain.stepwise.json", "step-1.wav", "result.wav", "timeline.png", "steps.md"})
            QVERIFY2(QFile(path("out/") + file).size() > 0, file);
        const auto chain = effects::readChainFile(path("out/chain.stepwise.json").toStdString());
        QVERIFY(run({"render", "--chain", path("out/chain.stepwise.json"), "--input", path("dry.wav"), "--output",
                     path("again.wav")})
                    .code == 0);
        // The result is the rendered chain, but for the room that was made for the tail.
        const auto result = core::readAudioFile(path("out/result.wav").toStdString()).audio;
        const auto again = core::readAudioFile(path("again.wav").toStdString()).audio;
        for (std::size_t i = 0; i < again.frames(); ++i)
            QVERIFY(std::abs(result.channels[0][i] - again.channels[0][i]) < 1e-6F);
        QVERIFY(chain.steps.size() <= static_cast<std::size_t>(steps.size()));
    }

    void comparePrintsItsJson() {
        const Outcome outcome = run(
            {"compare", "--input", path("dry.wav"), "--target", path("dry.wav"), "--json", "--no-align", "--no-trim"});
        QCOMPARE(outcome.code, 0);
        const QJsonObject json = QJsonDocument::fromJson(outcome.output).object();
        for (const QString& key : kErrorKeys)
            QCOMPARE(json["errors"].toObject()[key].toDouble(-1.0), 0.0);
        for (const char* key : {"input", "target"})
            QVERIFY(json[key].toObject()["loudness_lufs"].isDouble());
        QVERIFY(json["notes"].isArray() && json["alignment_ms"].isDouble());
    }

    void synthAndInfo() {
        QCOMPARE(run({"synth", "--list"}).output.count('\n'), 12);
        QCOMPARE(
            run({"synth", "--preset", "saw", "--note", "48", "--seconds", "0.5", "--output", path("saw.flac")}).code,
            0);
        QCOMPARE(core::readAudioFile(path("saw.flac").toStdString()).audio.frames(), std::size_t{22050});
        const Outcome info = run({"info", "--json"});
        QCOMPARE(info.code, 0);
        QVERIFY(QJsonDocument::fromJson(info.output).object()["networks"].toString().contains("OpenBLAS"));
    }

    void badSoundsGetOneSentence() {
        core::writeTextFile(path("text.wav").toStdString(), "just text");
        core::writeTextFile(path("empty.wav").toStdString(), "");
        const std::string whole = core::readTextFile(path("dry.wav").toStdString());
        core::writeTextFile(path("cut.wav").toStdString(), whole.substr(0, 30));
        for (const auto& [name, part] : {std::pair{"missing.wav", "does not exist"},
                                         {"text.wav", "not a sound file"},
                                         {"empty.wav", "empty"},
                                         {"cut.wav", "damaged or incomplete"},
                                         {"", "folder"}}) {
            const QString bad = *name == '\0' ? folder_.path() : path(name);
            verifyRefused({"suggest", "--input", bad, "--target", path("target.wav")}, part);
            verifyRefused({"compare", "--input", path("dry.wav"), "--target", bad}, part);
            verifyRefused(
                {"render", "--chain", path("chain.stepwise.json"), "--input", bad, "--output", path("never.wav")},
                part);
        }
        QVERIFY(!QFile::exists(path("never.wav")));
    }

    void oddSoundsAreSuggestedFor_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("seconds");
        QTest::addColumn<float>("level");
        QTest::newRow("one sample") << 44100.0 << 1 << 1.0 / 44100.0 << 0.5F;
        QTest::newRow("silence") << 44100.0 << 2 << 1.0 << 0.0F;
        QTest::newRow("8 kHz") << 8000.0 << 1 << 1.0 << 0.5F;
        QTest::newRow("192 kHz") << 192000.0 << 2 << 1.0 << 0.5F;
        QTest::newRow("6 channels") << 48000.0 << 6 << 1.0 << 0.5F;
        QTest::newRow("NaN") << 44100.0 << 1 << 1.0 << std::numeric_limits<float>::quiet_NaN();
    }
    void oddSoundsAreSuggestedFor() {
        QFETCH(const double, rateHz);
        QFETCH(const int, channels);
        QFETCH(const double, seconds);
        QFETCH(const float, level);
        const auto frames = static_cast<std::size_t>(std::llround(seconds * rateHz));
        core::AudioBuffer odd(rateHz, static_cast<std::size_t>(channels), frames);
        core::Random random(1);
        for (auto& channel : odd.channels)
            for (float& sample : channel)
                sample = random.uniform() < 0.99 && std::isnan(level)
                             ? 0.1F
                             : level * static_cast<float>(random.uniform(-1.0, 1.0));
        core::writeAudioFile(path("odd.wav").toStdString(), odd);
        for (const auto& [input, target] :
             {std::pair{"odd.wav", "target.wav"}, {"dry.wav", "odd.wav"}, {"odd.wav", "odd.wav"}}) {
            const Outcome outcome = run({"suggest", "--input", path(input), "--target", path(target), "--steps", "1"});
            QVERIFY2(outcome.code == 0, qPrintable(outcome.error));
        }
    }

    void badChainsGetOneSentence() {
        const auto refused = [&](const std::string& json, const QString& part) {
            core::writeTextFile(path("bad.stepwise.json").toStdString(), json);
            verifyRefused({"render", "--chain", path("bad.stepwise.json"), "--input", path("dry.wav"), "--output",
                           path("never.wav")},
                          part);
        };
        const std::string good = effects::formatChain(effects::Chain{});
        refused("{", "not valid JSON");
        refused(std::string(10U << 20U, '['), "bad.stepwise.json");
        refused(std::string(200000, '['), "nested too deeply");
        refused(R"({"format": "stepwise-chain", "version": 1, "rack": "1", "steps": [{"effect": "flanger"}]})",
                "flanger");
        refused(R"({"format": "stepwise-chain", "version": 9, "rack": "1", "steps": []})", "version");
        QVERIFY(!QFile::exists(path("never.wav")));
    }

    void badOptionsAndOutputs() {
        verifyRefused({"render", "--chain", path("chain.stepwise.json"), "--input", path("dry.wav"), "--output",
                       "/nowhere/x.wav"},
                      "/nowhere");
        verifyRefused(
            {"render", "--chain", path("chain.stepwise.json"), "--input", path("dry.wav"), "--output", path("x.xyz")},
            "x.xyz");
        verifyRefused({"suggest", "--input", path("dry.wav"), "--target", path("target.wav"), "--out", "/proc/out"},
                      "/proc/out");
        verifyRefused({"synth", "--preset", "kazoo", "--output", path("x.wav")}, "kazoo");
        verifyRefused({"synth", "--preset", "saw", "--note", "200", "--output", path("x.wav")}, "200");
        verifyRefused({"evaluate", "--group", "nothing"}, "nothing");
        verifyRefused({"train", "--data", "/nowhere.bin", "--folder", path("train")}, "/nowhere.bin");
        verifyRefused({"dataset", "--output", path("part.bin"), "--shard", "half"}, "half");
        verifyRefused({"suggest", "--input", path("dry.wav"), "--target", path("target.wav"), "--models", "/nowhere"},
                      "/nowhere");
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"

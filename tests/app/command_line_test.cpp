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
#include <QStringDecoder>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <limits>
#include <tuple>

using namespace stepwise;
namespace fs = std::filesystem;
using namespace test;

class CommandLineTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString path(const QString& name) const { return folder_.filePath(name); }

    /// Runs a bash script in the folder, with the program as $CLI and a name that may be no text as $NAME.
    Outcome shell(const QString& script, const QByteArray& name = {}) const {
        qputenv("CLI", STEPWISE_CLI);
        qputenv("NAME", name);
        QProcess process;
        process.setWorkingDirectory(folder_.path());
        process.start("bash", {"-c", script});
        process.waitForFinished(300000);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
                QString::fromUtf8(process.readAllStandardError())};
    }

    /// UTF-8, without anything that a terminal obeys.
    static void verifyHarmless(const QByteArray& text) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString decoded = decoder(text);
        QVERIFY2(!decoder.hasError(), text);
        for (const QChar c : decoded)
            QVERIFY2(c == '\n' || c.category() != QChar::Other_Control, text.toHex());
    }

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
        effects::Chain loud;
        loud.trimDb = 24.0;
        effects::writeChainFile(path("loud.stepwise.json").toStdString(), loud);
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

    void bothJsonsSayWhatTheSoundsAreToEachOther() {
        const auto input = core::readAudioFile(path("dry.wav").toStdString()).audio;
        core::AudioBuffer late = core::readAudioFile(path("target.wav").toStdString()).audio;
        late.channels[0].insert(late.channels[0].begin(), 17640, 0.0F);
        late.channels[0].resize(late.frames() + 44100, 0.0F);
        late.channels[0].back() = std::numeric_limits<float>::quiet_NaN();
        core::writeAudioFile(path("late.wav").toStdString(), late);
        core::AudioBuffer louder = input;
        core::applyGain(louder, 0.5F);
        core::writeAudioFile(path("softer.wav").toStdString(), louder);
        for (const QString& command : {QString("compare"), QString("suggest")}) {
            QStringList arguments = {command, "--input", path("dry.wav"), "--target", path("late.wav"), "--json"};
            if (command == "suggest")
                arguments += {"--budget-ms", "0", "--out", path("late")};
            const QJsonObject json = QJsonDocument::fromJson(run(arguments).output).object();
            QVERIFY(std::abs(json["alignment_ms"].toDouble() - 400.0) < 0.1);
            const QJsonArray notes = json["notes"].toArray();
            QCOMPARE(notes.size(), 3);
            QVERIFY(notes[0].toString().startsWith(path("late.wav")));
            QCOMPARE(notes[1].toString(), QString("The target starts 400 ms later than the input; it was aligned."));
            QCOMPARE(notes[2].toString(), QString("The target ends with 1.0 s of silence; it does not count."));
            QStringList onlyLevel = {command, "--input", path("dry.wav"), "--target", path("softer.wav")};
            const QString words = QString::fromUtf8(run(onlyLevel).output);
            QVERIFY2(words.contains("Note: Only the level differs: the target is 6.0 dB softer"), qPrintable(words));
            const QJsonObject level = QJsonDocument::fromJson(run(onlyLevel + QStringList("--json")).output).object();
            QVERIFY(std::abs(level["trim_db"].toDouble() + 6.02) < 0.05);
            QVERIFY(level["steps"].toArray().isEmpty());
        }
        QFile steps(path("late/steps.md"));
        QVERIFY(steps.open(QIODevice::ReadOnly));
        const QByteArray document = steps.readAll();
        QVERIFY(document.contains("> The target starts 400 ms later"));
        QVERIFY(document.contains("late.wav: "));
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
                                         {"cut.wav", "not a sound file"},
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

    /// Of every command that prints, to everything that takes nothing.
    void resultsThatCannotBeWrittenAreFailures_data() {
        QTest::addColumn<QString>("arguments");
        QTest::newRow("help") << "--help";
        QTest::newRow("version") << "--version";
        QTest::newRow("list") << "synth --list";
        QTest::newRow("info") << "info --json";
        QTest::newRow("compare") << "compare --input dry.wav --target target.wav";
        QTest::newRow("compare as JSON") << "compare --input dry.wav --target target.wav --json";
        QTest::newRow("suggest") << "suggest --budget-ms 0 --steps 1 --input dry.wav --target target.wav";
        QTest::newRow("evaluate") << "evaluate --limit 0";
    }
    void resultsThatCannotBeWrittenAreFailures() {
        QFETCH(const QString, arguments);
        for (const auto& [output, reason] : {std::pair{">/dev/full", "the disk is full"},
                                             {">&-", "it is not open for writing"},
                                             {"| sleep 0", "what read it has ended"}}) {
            const QString script = *output == '|' ? QString("{ sleep 0.2; \"$CLI\" %1; echo $? >code; } %2")
                                                  : QString("\"$CLI\" %1 %2; echo $? >code");
            const Outcome outcome = shell(script.arg(arguments, output));
            QCOMPARE(core::readTextFile(path("code").toStdString()), std::string("2\n"));
            QVERIFY2(outcome.error.contains(reason), qPrintable(outcome.error));
            QCOMPARE(outcome.error.count('\n'), 1);
        }
    }

    void whatComesBesideTheResultsMayBeLost() {
        for (const char* error : {"2>/dev/full", "2>&-"}) {
            const Outcome compared =
                shell(QString("\"$CLI\" compare --json --input dry.wav --target target.wav %1").arg(error));
            QCOMPARE(compared.code, 0);
            QVERIFY(QJsonDocument::fromJson(compared.output).isObject());
            QCOMPARE(shell(QString("\"$CLI\" render --chain loud.stepwise.json --input dry.wav --output cut.flac %1")
                               .arg(error))
                         .code,
                     0);
            QCOMPARE(shell(QString("\"$CLI\" compare --input gone.wav --target target.wav %1").arg(error)).code, 2);
        }
    }

    void fileSizeLimitIsAReason() {
        for (const char* name : {"limited.wav", "limited.flac", "limited.ogg", "limited.caf"}) {
            const Outcome outcome =
                shell(QString("ulimit -f 1; \"$CLI\" render --chain chain.stepwise.json --input dry.wav --output %1")
                          .arg(name));
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.error.contains("the limit that this user has for a file"), qPrintable(outcome.error));
            QVERIFY(!QFile::exists(path(name)));
        }
        const Outcome outcome =
            shell("ulimit -f 1; \"$CLI\" suggest --budget-ms 0 --input dry.wav --target target.wav --out limited");
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.output.contains("Hall reverb"), outcome.output); // what was found is not lost
        QVERIFY(!outcome.output.contains("Written to"));
        QVERIFY2(outcome.error.contains("the limit that this user has for a file"), qPrintable(outcome.error));
        QVERIFY(!QFile::exists(path("limited")));
        QVERIFY(QDir(folder_.path()).entryList({".stepwise-*"}, QDir::Hidden | QDir::Files).isEmpty());
    }

    void jsonIsValidWhateverAFileIsCalled() {
        core::AudioBuffer odd = core::readAudioFile(path("dry.wav").toStdString()).audio;
        odd.channels[0][100] = std::numeric_limits<float>::quiet_NaN();
        core::writeAudioFile(path("nan.wav").toStdString(), odd);
        for (const char* name : {"caf\xE9.wav", "esc\x1B[31m.wav", "quote\"back\\.wav", "line\nend.wav",
                                 "c1\xC2\x9B.wav", "del\x7F.wav", "\xF0\x9F\x8E\xB5.wav", "\xED\xA0\x80.wav"}) {
            const QByteArray odd8Bit = folder_.path().toUtf8() + '/' + name;
            fs::copy_file(path("nan.wav").toStdString(), odd8Bit.toStdString(), fs::copy_options::overwrite_existing);
            for (const char* json : {"--json", ""}) {
                const Outcome outcome =
                    shell(QString("\"$CLI\" compare %1 --input \"$NAME\" --target target.wav").arg(json), odd8Bit);
                QVERIFY2(outcome.code == 0, qPrintable(outcome.error));
                if (*json != '\0')
                    QVERIFY2(QJsonDocument::fromJson(outcome.output).object()["notes"].isArray(), outcome.output);
                verifyHarmless(outcome.output);
            }
            fs::remove(odd8Bit.toStdString());
            const Outcome missing = shell("\"$CLI\" compare --input \"$NAME\" --target target.wav", odd8Bit);
            QCOMPARE(missing.code, 2);
            QCOMPARE(missing.error.count('\n'), 1);
            verifyHarmless(missing.error.toUtf8());
        }
    }

    void inputsAreNeverWrittenOver() {
        QVERIFY(QDir(folder_.path()).mkpath("round"));
        QVERIFY(QFile::copy(path("dry.wav"), path("precious.wav")));
        QVERIFY(QFile::link("precious.wav", path("another.wav")));
        const std::string before = core::readTextFile(path("precious.wav").toStdString());
        const auto refused = [&](const QStringList& arguments) {
            verifyRefused(arguments, "which is an input");
            QVERIFY(core::readTextFile(path("precious.wav").toStdString()) == before);
        };
        for (const char* output : {"precious.wav", "another.wav", "./round/../precious.wav"})
            refused({"render", "--chain", path("chain.stepwise.json"), "--input", path("precious.wav"), "--output",
                     path(output)});
        verifyRefused({"render", "--chain", path("chain.stepwise.json"), "--input", path("dry.wav"), "--output",
                       path("chain.stepwise.json")},
                      "which is an input");
        for (const char* name : {"result.wav", "step-1.wav", "step-31.wav"}) {
            QVERIFY(QFile::link(path("precious.wav"), path("round/") + name));
            refused(
                {"suggest", "--input", path("precious.wav"), "--target", path("target.wav"), "--out", path("round")});
            refused(
                {"suggest", "--input", path("target.wav"), "--target", path("precious.wav"), "--out", path("round")});
            QVERIFY(QFile::remove(path("round/") + name));
        }
        const Outcome empty = run({"evaluate", "--limit", "0", "--output", path("empty.json")});
        QCOMPARE(empty.code, 0);
        verifyRefused({"evaluate", "--merge", path("empty.json"), "--output", path("empty.json")}, "which is an input");
    }

    /// As the commands are refused before anything is computed, nothing is printed and nothing is made.
    void badResultFoldersAreFoundBeforeTheWork() {
        core::writeTextFile(path("file").toStdString(), "x");
        QVERIFY(QDir(folder_.path()).mkpath("kept/result.wav"));
        QVERIFY(QDir(folder_.path()).mkpath("locked"));
        core::writeTextFile(path("locked/step-9.wav").toStdString(), "x");
        QVERIFY(QFile::setPermissions(path("locked/step-9.wav"), QFile::ReadOwner));
        for (const auto& [folder, reason] : {std::pair{"file", "is a file, not a folder"},
                                             {"file/inner", "is a file, not a folder"},
                                             {"kept", "result.wav: cannot be written, since it is a folder"},
                                             {"locked", "step-9.wav: cannot be written, since it is read-only"}}) {
            const Outcome outcome =
                run({"suggest", "--input", path("dry.wav"), "--target", path("target.wav"), "--out", path(folder)});
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.error.contains(reason), qPrintable(outcome.error));
            QVERIFY(outcome.output.isEmpty());
        }
        verifyRefused(
            {"suggest", "--input", path("gone.wav"), "--target", path("target.wav"), "--out", path("unmade/a")},
            "does not exist");
        QVERIFY(!QFile::exists(path("unmade")));
    }

    void resultsOfTwoRunsAreNotMixed() {
        QVERIFY(QDir(folder_.path()).mkpath("again"));
        for (const char* name : {"step-2.wav", "step-17.wav", "step-02.wav", "step-2.wav.txt", "notes.txt"})
            core::writeTextFile(path("again/").toStdString() + name, name);
        const Outcome outcome = run({"suggest", "--budget-ms", "0", "--steps", "1", "--input", path("dry.wav"),
                                     "--target", path("target.wav"), "--out", path("again")});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.error));
        const QStringList expected = {"chain.stepwise.json", "notes.txt",      "result.wav", "step-02.wav",
                                      "step-1.wav",          "step-2.wav.txt", "steps.md",   "timeline.png"};
        QCOMPARE(QDir(path("again")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name),
                 expected);
    }

    void outputsMayBeDevicesAndPipes() {
        QCOMPARE(run({"evaluate", "--limit", "0", "--output", "/dev/null"}).code, 0);
        QVERIFY(fs::is_character_file("/dev/null"));
        verifyRefused({"dataset", "--chains", "40", "--output", "/dev/full"}, "the disk is full");
        const Outcome piped =
            shell("mkfifo pipe.wav; cat pipe.wav >through.wav & \"$CLI\" render --chain chain.stepwise.json "
                  "--input dry.wav --output pipe.wav; code=$?; wait; exit $code");
        QVERIFY2(piped.code == 0, qPrintable(piped.error));
        QCOMPARE(run({"render", "--chain", path("chain.stepwise.json"), "--input", path("dry.wav"), "--output",
                      path("plain.wav")})
                     .code,
                 0);
        QVERIFY(core::readTextFile(path("through.wav").toStdString()) ==
                core::readTextFile(path("plain.wav").toStdString()));
        QVERIFY(fs::is_fifo(path("pipe.wav").toStdString()));
        const Outcome shown = shell("\"$CLI\" evaluate --limit 0 --output /dev/stdout");
        QVERIFY2(shown.output.contains("stepwise-evaluation"), shown.output);
    }

    void formatsSayTheirLimitsBeforeTheWork() {
        for (const double rateHz : {384000.0, 768000.0})
            core::writeAudioFile(path(QString("%1.wav").arg(rateHz)).toStdString(), core::AudioBuffer(rateHz, 1, 1000));
        core::writeAudioFile(path("wide.wav").toStdString(), core::AudioBuffer(44100.0, 12, 1000));
        for (const auto& [input, output, part] :
             {std::tuple{"384000.wav", "o.ogg", "an Ogg Vorbis file does not take a rate of 384000 Hz"},
              {"768000.wav", "o.flac", "a FLAC file does not take a rate of 768000 Hz"},
              {"wide.wav", "o.flac", "a FLAC file does not take 12 channels"}})
            verifyRefused(
                {"render", "--chain", path("chain.stepwise.json"), "--input", path(input), "--output", path(output)},
                part);
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

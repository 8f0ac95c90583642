#include "models/dataset.h"

#include "core/error.h"
#include "core/file_output.h"
#include "effects/rack.h"
#include "models/evaluation.h"
#include "models/pack_stages.h"
#include "models/random_chain.h"
#include "models/threads.h"

#include "support/test_sounds.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <set>

using namespace stepwise;

class DatasetTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    models::Dataset dataset_ = models::renderDataset({.chains = 48, .seed = 3, .threads = 2});

    QString reasonFor(const std::filesystem::path& path) const {
        try {
            models::readDataset(path);
        } catch (const core::Error& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void aHostileHeaderIsRefused() {
        const std::filesystem::path path = folder_.filePath("hostile.bin").toStdString();
        const auto refused = [&](const std::string& header) {
            const std::uint64_t bytes = header.size();
            core::writeTextFile(path, "STEPDAT2" + std::string(reinterpret_cast<const char*>(&bytes), sizeof(bytes)) +
                                          header);
            const QString sentence = reasonFor(path);
            QVERIFY2(sentence.contains("hostile.bin: is"), qPrintable(sentence));
        };
        const std::string rack = "\"rack\":\"" + std::string(effects::kRackVersion) + "\"";
        refused("{" + rack + ",\"header_checksum\":\"0\",\"x\":" + std::string(200000, '[') + std::string(200000, ']') +
                "}");
        refused("{" + rack + ",\"seed\":1e300,\"chains\":[]}");
        refused("{" + rack + ",\"seed\":1,\"chains\":[{\"steps\":[[1e300]],\"history\":[0],\"guessed\":false}]}");
    }

    void theSameSeedGivesTheSameData() {
        const models::Dataset again = models::renderDataset({.chains = 48, .seed = 3, .threads = 1});
        QVERIFY(again.bytes == dataset_.bytes && again.powersDb == dataset_.powersDb);
        QVERIFY(models::renderDataset({.chains = 48, .seed = 4}).bytes != dataset_.bytes);
    }

    void shardsAreTheWhole() {
        std::vector<std::filesystem::path> paths;
        for (int shard = 0; shard < 2; ++shard) {
            paths.push_back(folder_.filePath(QString("shard%1.bin").arg(shard)).toStdString());
            models::writeDataset(paths.back(),
                                 models::renderDataset({.chains = 48, .seed = 3, .shard = shard, .shards = 2}));
        }
        const models::Dataset whole = models::readDatasets(paths);
        QVERIFY(whole.bytes == dataset_.bytes && whole.powersDb == dataset_.powersDb);
        for (std::size_t i = 0; i < dataset_.chains.size(); ++i)
            QCOMPARE(whole.chains[i].firstSpectrum, dataset_.chains[i].firstSpectrum);
    }

    void partsThatDoNotBelongTogetherAreNamed() {
        const auto written = [&](const char* name, std::uint64_t seed) {
            const std::filesystem::path path = folder_.filePath(name).toStdString();
            models::writeDataset(path, models::renderDataset({.chains = 16, .seed = seed}));
            return path;
        };
        const std::filesystem::path one = written("one.bin", 3);
        const std::filesystem::path other = written("other.bin", 4);
        const auto refused = [](const std::vector<std::filesystem::path>& paths, const char* part) {
            const std::string sentence = test::errorOf([&] { models::readDatasets(paths); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
        };
        refused({one, other}, "other.bin: is of seed 4");
        refused({one, one}, "one.bin: holds the same chains");
        const std::filesystem::path more = folder_.filePath("more.bin").toStdString();
        models::writeDataset(more, models::renderDataset({.chains = 32, .seed = 3}));
        refused({one, more}, "more.bin: holds chain 0 of its seed, which a part before it holds too");
        models::writeDataset(more, models::Dataset{.seed = 3, .parts = {}, .chains = {}, .bytes = {}, .powersDb = {}});
        refused({more, one}, "more.bin: holds no chains");
        models::Dataset old = models::renderDataset({.chains = 16, .seed = 3, .shard = 0, .shards = 1});
        for (models::ExampleChain& chain : old.chains)
            chain.number = -1;
        old.bytes.front() = static_cast<std::uint8_t>(old.bytes.front() ^ 1U); // another file
        const std::filesystem::path older = folder_.filePath("older.bin").toStdString();
        models::writeDataset(older, old);
        refused({one, older}, "older.bin: was made by another version");
    }

    void spectraAreOfTheDrawnPacksWindows() {
        models::PackStages stages;
        for (const std::size_t first : {std::size_t{0}, std::size_t{32}}) {
            const models::ExampleChain& chain = dataset_.chains[first];
            const models::TrainingPack pack =
                models::drawTrainingPack(3, static_cast<std::size_t>(chain.number) / models::kPackChains);
            QCOMPARE(static_cast<std::size_t>(chain.number), first);
            QVERIFY(pack.chains.front() == chain.steps);
            const std::vector<models::Sounds> history = stages.history(pack, chain.prefixes() - 1);
            std::vector<std::vector<float>> sounds;
            for (const models::Sounds& stage : history)
                sounds.push_back(stage.front());
            sounds.push_back(stages.target(pack, history.back()).front());
            QCOMPARE(sounds.size(), chain.spectra());
            for (std::size_t k = 0; k < sounds.size(); ++k) {
                const core::Spectrogram melDb = stages.windowDb(sounds[k], chain.windowStart);
                const auto kept = dataset_.spectrum(chain.firstSpectrum + k);
                QVERIFY(std::ranges::equal(melDb.values, kept, {}, models::toByte));
            }
        }
    }

    void soundsAreShortLongAndOfASecond() {
        int isShort = 0;
        int isLong = 0;
        constexpr int kPacks = 120;
        for (std::size_t i = 0; i < kPacks; ++i) {
            const models::TrainingPack pack = models::drawTrainingPack(9, i);
            const double seconds = static_cast<double>(pack.sounds.front().size()) / core::kAnalysisRateHz;
            isShort += seconds < 1.0 ? 1 : 0;
            isLong += seconds > 1.0 ? 1 : 0;
            for (const auto& sound : pack.sounds)
                QCOMPARE(sound.size(), pack.sounds.front().size());
            if (seconds > 2.0)
                QVERIFY(models::windowStart(pack.sounds[0], pack.sounds[0], 0.999) > 0);
            else if (seconds <= 1.0)
                QCOMPARE(models::windowStart(pack.sounds[0], pack.sounds[0], 0.999), std::size_t{0});
        }
        QVERIFY2(isShort > 4 && isShort < 30, qPrintable(QString::number(isShort)));
        QVERIFY2(isLong > 6 && isLong < 36, qPrintable(QString::number(isLong)));
    }

    void everyChainHasItsSpectra() {
        std::size_t spectra = 0;
        for (const models::ExampleChain& chain : dataset_.chains) {
            QCOMPARE(chain.firstSpectrum, spectra);
            spectra += chain.spectra();
            std::set<effects::EffectId> distinct;
            for (const effects::Step& step : chain.steps)
                distinct.insert(step.effect);
            QCOMPARE(distinct.size(), chain.steps.size());
        }
        QCOMPARE(dataset_.powersDb.size(), spectra);
        QCOMPARE(dataset_.bytes.size(), spectra * models::kInputValues);
    }

    void splitsShareNoChain() {
        const auto training = models::trainingChains(dataset_);
        const auto validation = models::validationChains(dataset_);
        std::set<std::size_t> all(training.begin(), training.end());
        all.insert(validation.begin(), validation.end());
        QCOMPARE(all.size(), training.size() + validation.size());
        QCOMPARE(all.size(), dataset_.chains.size());
    }

    void theSplitDoesNotDependOnTheFiles() {
        const auto validationNumbers = [](const models::Dataset& dataset) {
            std::set<std::int64_t> numbers;
            for (const std::size_t chain : models::validationChains(dataset))
                numbers.insert(dataset.chains[chain].number);
            return numbers;
        };
        QVERIFY(validationNumbers(dataset_) == (std::set<std::int64_t>{19, 39}));
        // 16 is no multiple of 20: by place, chain 35 would be the third shard's fourth.
        std::vector<std::filesystem::path> paths;
        for (const int shard : {2, 0, 1}) {
            paths.push_back(folder_.filePath(QString("third%1.bin").arg(shard)).toStdString());
            models::writeDataset(paths.back(),
                                 models::renderDataset({.chains = 48, .seed = 3, .shard = shard, .shards = 3}));
        }
        QVERIFY(validationNumbers(models::readDatasets(paths)) == validationNumbers(dataset_));
        models::Dataset old = dataset_;
        for (models::ExampleChain& chain : old.chains)
            chain.number = -1;
        QVERIFY(models::validationChains(old) == (std::vector<std::size_t>{19, 39}));
    }

    void numbersAreThePlacesWhereShardsAreInOrder() {
        for (const int shard : {0, 1}) {
            const models::Dataset part = models::renderDataset({.chains = 128, .seed = 3, .shard = shard, .shards = 4});
            for (std::size_t i = 0; i < part.chains.size(); ++i)
                QCOMPARE(part.chains[i].number, static_cast<std::int64_t>(i) + 32 * shard);
        }
    }

    void emptyShardsAreRefused() {
        const std::string sentence =
            test::errorOf([] { models::renderDataset({.chains = 40, .seed = 3, .shard = 0, .shards = 4}); });
        QCOMPARE(sentence, std::string("40 chains are 3 packs of 16: they cannot be rendered in 4 shards."));
    }

    void whatIsThrownInAThreadArrives() {
        const std::string sentence = test::errorOf([] {
            models::renderDataset({.chains = 64, .seed = 3, .threads = 2},
                                  [](double) -> bool { throw core::Error("The progress cannot be shown."); });
        });
        QCOMPARE(sentence, std::string("The progress cannot be shown."));
        QVERIFY_EXCEPTION_THROWN(
            models::renderDataset({.chains = 64, .seed = 3, .threads = 2}, [](double) { return false; }),
            effects::Cancelled);
        std::atomic<int> calls = 0;
        QVERIFY_EXCEPTION_THROWN(models::runOnThreads(3,
                                                      [&](std::size_t thread) {
                                                          ++calls;
                                                          if (thread > 0)
                                                              throw core::Error("no");
                                                      }),
                                 core::Error);
        QCOMPARE(calls.load(), 3);
    }

    void noChainIsInTwoSplits() {
        using Knobs = std::vector<std::pair<effects::EffectId, std::vector<float>>>;
        const auto knobsOf = [](const std::vector<effects::Step>& steps) {
            Knobs knobs;
            for (const effects::Step& step : steps)
                knobs.emplace_back(step.effect, std::vector<float>(step.values.begin(), step.values.end()));
            return knobs;
        };
        // The evaluation's seeds are those of data sets too; only their domain keeps them apart.
        const models::Dataset dataset = models::renderDataset({.chains = 320, .seed = 1});
        std::set<Knobs> seen;
        for (const std::size_t chain : models::trainingChains(dataset))
            seen.insert(knobsOf(dataset.chains[chain].steps));
        QCOMPARE(seen.size(), std::size_t{304});
        for (const std::size_t chain : models::validationChains(dataset))
            QVERIFY(seen.insert(knobsOf(dataset.chains[chain].steps)).second);
        for (const core::PresetGroup group : core::kPresetGroups)
            for (int i = 0; i < 40; ++i)
                QVERIFY(seen.insert(knobsOf(models::makeEvaluationTarget(group, 1, i).steps)).second);
    }

    void parametersStayInTheirSampledRanges() {
        core::Random random(1);
        for (int i = 0; i < 2000; ++i) {
            const effects::Step step =
                models::randomStep(effects::kAllEffects[static_cast<std::size_t>(i % 5)], random);
            const auto parameters = effects::effectInfo(step.effect).parameters;
            for (std::size_t p = 0; p < parameters.size(); ++p) {
                if (!parameters[p].predicted)
                    QCOMPARE(step.values[p], parameters[p].defaultValue);
                else if (parameters[p].id == "high_gain")
                    QVERIFY(step.values[p] <= 0.4F || step.values[p] >= 0.6F);
                else if (parameters[p].id == "drive")
                    QVERIFY(step.values[p] >= 0.3F);
            }
        }
    }

    void evaluationTargetsAreRepeatableAndOfEveryLength() {
        for (int i = 0; i < 10; ++i) {
            const auto a = models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, i);
            const auto b = models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, i);
            QVERIFY(a.target == b.target);
            QCOMPARE(a.steps.size(), static_cast<std::size_t>(1 + i % 5));
            QVERIFY(a.target != models::makeEvaluationTarget(core::PresetGroup::basicShapes, 2, i).target);
        }
    }

    void evaluationTargetsShareNoRandomNumbers() {
        std::set<float> seen;
        for (int i = 0; i < 60; ++i)
            for (const effects::Step& step :
                 models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, i, models::Condition::halfSecond)
                     .steps)
                for (std::size_t p = 0; p < effects::effectInfo(step.effect).parameters.size(); ++p) {
                    const effects::ParameterInfo& parameter = effects::effectInfo(step.effect).parameters[p];
                    const bool isWhole = parameter.predicted && parameter.sampledRangeCount == 1 &&
                                         parameter.curve != effects::Curve::choice &&
                                         parameter.sampledRanges[0].low == 0.0F &&
                                         parameter.sampledRanges[0].high == 1.0F;
                    if (isWhole)
                        QVERIFY(seen.insert(step.values[p]).second);
                }
        QVERIFY(seen.size() > 200);
    }

    void filesComeBack() {
        const std::filesystem::path path = folder_.filePath("data.bin").toStdString();
        models::writeDataset(path, dataset_);
        const models::Dataset back = models::readDataset(path);
        QVERIFY(back.bytes == dataset_.bytes && back.powersDb == dataset_.powersDb && back.seed == dataset_.seed);
        for (std::size_t i = 0; i < back.chains.size(); ++i)
            QVERIFY(back.chains[i].steps == dataset_.chains[i].steps &&
                    back.chains[i].number == dataset_.chains[i].number &&
                    back.chains[i].windowStart == dataset_.chains[i].windowStart);
    }

    void damagedFilesAreNamed() {
        const std::filesystem::path path = folder_.filePath("data.bin").toStdString();
        models::writeDataset(path, dataset_);
        const std::string bytes = core::readTextFile(path, 1U << 30U);
        const std::filesystem::path bad = folder_.filePath("bad.bin").toStdString();
        const auto check = [&](const std::string& content, const char* part) {
            core::writeTextFile(bad, content);
            const QString reason = reasonFor(bad);
            QVERIFY2(reason.contains("bad.bin") && reason.contains(part), qPrintable(reason));
        };
        check("", "not a data set");
        check(bytes.substr(0, bytes.size() - 100), "truncated");
        check(bytes.substr(0, 40), "not a data set");
        std::string damaged = bytes;
        damaged[damaged.size() - 5] = static_cast<char>(damaged[damaged.size() - 5] ^ 1);
        check(damaged, "checksum");
        std::string otherPower = bytes;
        char& power = otherPower[bytes.size() - dataset_.bytes.size() - 3];
        power = static_cast<char>(power ^ 1);
        check(otherPower, "checksum");
        const auto replaced = [&](std::string text, const std::string& from, const std::string& to) {
            return text.replace(text.find(from), from.size(), to);
        };
        check(replaced(bytes, "\"seed\":3", "\"seed\":4"), "checksum of its header");
        // Files of older versions have a checksum of the sounds alone.
        const std::string old =
            replaced(replaced(bytes, "header_checksum", "header_nothings"), "powers_checksum", "powers_nothings");
        core::writeTextFile(bad, old);
        QVERIFY(models::readDataset(bad).bytes == dataset_.bytes);
        const std::size_t knobs = old.find("[[") + 4; // of the first step
        check(std::string(old).replace(knobs, 3, "7.0"), "out of its range");
        std::string otherRack = bytes;
        otherRack.replace(otherRack.find("\"rack\":\"1\""), 10, "\"rack\":\"7\"");
        check(otherRack, "rack 7");
        QVERIFY(reasonFor("/nowhere.bin").contains("/nowhere.bin"));
    }
};

QTEST_APPLESS_MAIN(DatasetTest)
#include "dataset_test.moc"

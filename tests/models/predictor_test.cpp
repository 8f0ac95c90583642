#include "models/predictor.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "models/model_calibration.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace stepwise;
namespace fs = std::filesystem;

namespace {

const fs::path kShipped = STEPWISE_SOURCE_DIR "/assets/models";

models::Situation situationFor(bool levelKnown, float targetGain = 1.0F) {
    core::MelAnalyzer analyzer;
    const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("saw"));
    core::AudioBuffer wet = effects::renderStep(dry, effects::defaultStep(effects::EffectId::hallReverb));
    core::applyGain(wet, targetGain);
    models::Situation situation;
    situation.windows.push_back({{analyzer.decibels(dry.channels[0])}, analyzer.decibels(wet.channels[0])});
    situation.levelKnown = levelKnown;
    return situation;
}

} // namespace

class PredictorTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString reasonFor(const fs::path& folder) const {
        try {
            models::loadPredictor(folder);
        } catch (const core::Error& error) {
            return error.what();
        }
        return {};
    }

    fs::path copyOfShipped(const char* name) const {
        const fs::path folder = folder_.filePath(name).toStdString();
        fs::create_directories(folder);
        fs::copy(kShipped / "manifest.json", folder / "manifest.json");
        fs::copy(kShipped / "weights.pt", folder / "weights.pt");
        return folder;
    }

private Q_SLOTS:
    void theShippedWeightsAnswerProperly() {
        const auto predictor = models::loadPredictor(kShipped);
        const models::Prediction prediction = predictor->predict(situationFor(true));
        float sum = 0.0F;
        for (const float probability : prediction.effectProbabilities)
            sum += probability;
        QVERIFY(std::abs(sum - 1.0F) < 1e-4F);
        for (const models::Proposal& proposal : prediction.proposals)
            for (const float value : proposal.values)
                QVERIFY(value >= 0.0F && value <= 1.0F);
        QCOMPARE(
            prediction.proposals[static_cast<std::size_t>(effects::EffectId::distortion)].choiceProbabilities.size(),
            std::size_t{12});
        const models::Prediction again = predictor->predict(situationFor(true));
        QVERIFY(again.effectProbabilities == prediction.effectProbabilities);
    }

    void usedEffectsAreOutOfTheQuestion() {
        models::Situation situation = situationFor(true);
        situation.windows[0].soundsDb.push_back(situation.windows[0].soundsDb[0]);
        situation.effects = {effects::EffectId::hallReverb};
        const auto prediction = models::loadPredictor(kShipped)->predict(situation);
        QCOMPARE(prediction.effectProbabilities[static_cast<std::size_t>(effects::EffectId::hallReverb)], 0.0F);
    }

    void anUnknownLevelOfTheTargetIsNotSeen() {
        const auto predictor = models::loadPredictor(kShipped);
        const auto loud = predictor->predict(situationFor(false, 1.0F));
        const auto quiet = predictor->predict(situationFor(false, 0.3F));
        for (std::size_t i = 0; i < loud.effectProbabilities.size(); ++i)
            QVERIFY(std::abs(loud.effectProbabilities[i] - quiet.effectProbabilities[i]) < 1e-3F);
    }

    void aTemperatureOnlySoftensTheConfidence() {
        const fs::path folder = copyOfShipped("tempered");
        models::writeCalibration(folder, {.temperature = 1.0});
        const auto sharp = models::loadPredictor(folder)->predict(situationFor(true)).effectProbabilities;
        models::writeCalibration(folder, {.temperature = 2.0});
        const auto soft = models::loadPredictor(folder)->predict(situationFor(true)).effectProbabilities;
        const auto first = std::max_element(sharp.begin(), sharp.end()) - sharp.begin();
        QCOMPARE(std::max_element(soft.begin(), soft.end()) - soft.begin(), first);
        QVERIFY(soft[static_cast<std::size_t>(first)] < sharp[static_cast<std::size_t>(first)]);
    }

    void theSearchsCalibrationIsKept() {
        const fs::path folder = copyOfShipped("searched");
        const models::ModelCalibration calibration = {1.3, {0.7500000000000001, -0.25}};
        models::writeCalibration(folder, calibration);
        QVERIFY(models::readCalibration(folder) == calibration);
        QVERIFY(models::loadPredictor(folder)->searchedConfidence() == calibration.searched);
    }

    void absurdTemperaturesAreRefused() {
        const fs::path folder = copyOfShipped("absurd");
        const std::string manifest = core::readTextFile(folder / "manifest.json");
        const std::string shipped = manifest.substr(manifest.rfind("\"temperature\""));
        for (const char* value : {"-1.0", "0.0", "0.01", "50.0", "1e300"}) {
            std::string other = manifest;
            other.replace(other.rfind(shipped), shipped.size(), std::string("\"temperature\": ") + value + "}");
            core::writeTextFile(folder / "manifest.json", other);
            const QString reason = reasonFor(folder);
            QVERIFY2(reason.contains("manifest.json: a \"temperature\" of") && reason.contains("between 0.05 and 20"),
                     qPrintable(reason));
        }
        for (const char* line : {"\"searched_slope\": 0.0", "\"searched_slope\": 11.0", "\"searched_offset\": -6.0"}) {
            std::string other = manifest;
            other.replace(other.rfind(shipped), shipped.size(), line + std::string("}"));
            core::writeTextFile(folder / "manifest.json", other);
            const QString reason = reasonFor(folder);
            QVERIFY2(reason.contains("manifest.json: a \"searched_") && reason.contains("is not between"),
                     qPrintable(reason));
        }
        core::writeTextFile(folder / "manifest.json", manifest);
        for (const double value : {0.0, 25.0, std::nan("")})
            QVERIFY_EXCEPTION_THROWN(models::writeCalibration(folder, {.temperature = value}), core::Error);
        QCOMPARE(core::readTextFile(folder / "manifest.json"), manifest);
    }

    void densitiesAreShares() {
        const auto prediction = models::loadPredictor(kShipped)->predict(situationFor(true));
        for (const models::Proposal& proposal : prediction.proposals)
            for (const models::KnobDensity& knob : proposal.densities) {
                float sum = 0.0F;
                float mean = 0.0F;
                for (std::size_t i = 0; i < knob.shares.size(); ++i) {
                    sum += knob.shares[i];
                    mean += knob.shares[i] * static_cast<float>(i) / static_cast<float>(knob.shares.size() - 1);
                }
                QVERIFY(std::abs(sum - 1.0F) < 1e-4F);
                QVERIFY(std::abs(mean - proposal.values[static_cast<std::size_t>(knob.parameter)]) < 1e-3F);
            }
    }

    void badWeightsAreNamed() {
        QVERIFY(reasonFor("/nowhere").contains("/nowhere/manifest.json"));
        const fs::path cut = copyOfShipped("cut");
        fs::resize_file(cut / "weights.pt", 1000);
        QVERIFY2(reasonFor(cut).contains("weights.pt: is truncated"), qPrintable(reasonFor(cut)));
        const fs::path damaged = copyOfShipped("damaged");
        std::string bytes = core::readTextFile(damaged / "weights.pt", 1U << 30U);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        core::writeTextFile(damaged / "weights.pt", bytes);
        QVERIFY2(reasonFor(damaged).contains("fingerprint"), qPrintable(reasonFor(damaged)));
        const fs::path gone = copyOfShipped("gone");
        fs::remove(gone / "weights.pt");
        QVERIFY2(reasonFor(gone).contains("weights.pt: the file does not exist"), qPrintable(reasonFor(gone)));
        const fs::path other = copyOfShipped("other");
        std::string manifest = core::readTextFile(other / "manifest.json");
        manifest.replace(manifest.find("\"rack\": \"1\""), 11, "\"rack\": \"9\"");
        core::writeTextFile(other / "manifest.json", manifest);
        QVERIFY2(reasonFor(other).contains("rack 9"), qPrintable(reasonFor(other)));
        core::writeTextFile(other / "manifest.json", "{");
        QVERIFY2(reasonFor(other).contains("JSON"), qPrintable(reasonFor(other)));
    }
};

QTEST_APPLESS_MAIN(PredictorTest)
#include "predictor_test.moc"

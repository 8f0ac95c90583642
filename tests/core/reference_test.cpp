// Agreement with vectors computed by librosa 0.11 (reference/make_reference.py), within the tolerances that a float32
// implementation of the same definitions keeps.
#include "core/audio_file.h"
#include "core/descriptors.h"
#include "core/errors.h"
#include "core/spectrogram.h"

#include "support/npy.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace stepwise;

namespace {

const std::string kFolder = STEPWISE_SOURCE_DIR "/tests/core/reference/";

std::vector<float> input(const std::string& name) {
    return core::readAudioFile(kFolder + "inputs/" + name + ".wav").audio.channels.front();
}

/// The largest share of the tolerance that any element uses.
double worst(const std::vector<float>& values, const std::vector<float>& reference, double absolute, double relative) {
    if (values.size() != reference.size())
        return 1e9;
    double share = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double allowed = absolute + relative * std::abs(static_cast<double>(reference[i]));
        share = std::max(share, std::abs(static_cast<double>(values[i]) - reference[i]) / allowed);
    }
    return share;
}

void verify(const std::string& name, const std::vector<float>& values, double absolute, double relative) {
    const std::vector<float> reference = test::readNpy(kFolder + name + ".npy");
    const double share = worst(values, reference, absolute, relative);
    QVERIFY2(share <= 1.0, qPrintable(QString("%1: %2 of the tolerance").arg(QString::fromStdString(name)).arg(share)));
}

} // namespace

class ReferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filterbank() { verify("mel_filterbank", core::melFilterbank(), 1e-8, 0.0); }

    void features_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"saw", "sweep", "noise", "impulse", "silence", "chord"})
            QTest::newRow(name) << name;
    }
    void features() {
        QFETCH(const QString, name);
        const std::string clip = name.toStdString();
        const std::vector<float> samples = input(clip);
        core::MelAnalyzer analyzer;
        const core::Spectrogram power = analyzer.power(samples);
        const double peak = static_cast<double>(*std::max_element(power.values.begin(), power.values.end()));
        QCOMPARE(power.rows, 128);
        QCOMPARE(power.frames, 87);
        verify(clip + "/mel_power", power.values, 5e-6 * peak, 0.0);
        const core::Spectrogram decibels = analyzer.decibels(samples);
        verify(clip + "/mel_db", decibels.values, 5e-3, 0.0);
        verify(clip + "/mfcc", core::mfcc(decibels).values, 5e-3, 0.0);
        verify(clip + "/centroid", core::spectralCentroid(samples), 0.05, 1e-4);
        verify(clip + "/rolloff", core::spectralRolloff(samples), 10.8, 0.0);
        verify(clip + "/flatness", core::spectralFlatness(samples), 1e-7, 1e-3);
        verify(clip + "/onset", core::onsetStrength(samples), 5e-4, 0.0);
        verify(clip + "/rms", core::rootMeanSquare(samples), 1e-9, 1e-5);
        verify(clip + "/rms_4096", core::rootMeanSquare(samples, 4096), 1e-9, 1e-5);
    }

    void metrics() {
        QFile file(QString::fromStdString(kFolder + "metrics.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray pairs = QJsonDocument::fromJson(file.readAll()).object()["pairs"].toArray();
        QCOMPARE(pairs.size(), 3);
        for (const QJsonValue& value : pairs) {
            const QJsonObject pair = value.toObject();
            core::ErrorMeter meter(input(pair["a"].toString().toStdString()));
            const core::Errors errors = meter.measure(input(pair["b"].toString().toStdString()));
            const std::pair<double, const char*> expected[] = {{errors.mse, "mse"},
                                                               {errors.mae, "mae"},
                                                               {errors.mfcc, "mfcc_distance"},
                                                               {errors.lsd, "lsd"},
                                                               {errors.sc, "spectral_convergence"}};
            for (const auto& [measured, key] : expected)
                QVERIFY2(std::abs(measured / pair[key].toDouble() - 1.0) < 1e-5, key);
        }
    }

    void digitalSilenceLiesAtTheFloor() {
        core::MelAnalyzer analyzer;
        for (const float value : analyzer.decibels(std::vector<float>(44100, 0.0F)).values)
            QVERIFY(std::abs(value + 100.0F) < 5e-3F);
    }
};

QTEST_APPLESS_MAIN(ReferenceTest)
#include "reference_test.moc"

#include "effects/chain_file.h"

#include "core/error.h"

#include <QtTest>

using namespace stepwise;

namespace {

std::string reasonFor(const std::string& json) {
    try {
        effects::parseChain(json, "some.stepwise.json");
    } catch (const core::Error& error) {
        return error.what();
    }
    return "";
}

std::string chainWith(const std::string& steps) {
    return R"({"format": "stepwise-chain", "version": 1, "rack": "1", "trim_db": 0.0, "steps": [)" + steps + "]}";
}

} // namespace

class ChainFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenReadsBackTheSame() {
        effects::Chain chain;
        chain.trimDb = -3.21;
        for (const effects::EffectId effect : effects::kAllEffects) {
            effects::Step step = effects::defaultStep(effect);
            step.values[1] = effect == effects::EffectId::distortion ? 0.123456F : step.values[1];
            chain.steps.push_back(step);
        }
        chain.steps[1].values[0] =
            effects::choiceValue(effects::effectInfo(effects::EffectId::distortion).parameters[0], 6);
        QVERIFY(effects::parseChain(effects::formatChain(chain), "x") == chain);
    }

    void theDesignsExampleReads() {
        const auto chain = effects::parseChain(
            chainWith(R"({"effect": "distortion", "parameters": {"mode": "sine_fold", "drive": 0.62}})"), "x");
        QCOMPARE(chain.steps.size(), std::size_t{1});
        const auto& info = effects::effectInfo(effects::EffectId::distortion);
        QCOMPARE(effects::choiceIndex(info.parameters[0], chain.steps[0].values[0]), 6);
        QCOMPARE(chain.steps[0].values[1], 0.62F);
        QCOMPARE(chain.steps[0].values[2], info.parameters[2].defaultValue);
    }

    void mistakesNameTheirPlace_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const std::string& json, const char* part) {
            QTest::newRow(name) << QString::fromStdString(json) << part;
        };
        row("not json", "hello", "not valid JSON");
        row("empty", "", "not valid JSON");
        row("array", "[]", "not an object");
        row("unknown effect", chainWith(R"({"effect": "chorus"})"), "steps[0].effect");
        row("unknown parameter", chainWith(R"({"effect": "phaser", "parameters": {"speed": 0.5}})"), "\"speed\"");
        row("unknown key", chainWith(R"({"effect": "phaser", "bypass": true})"), "\"bypass\"");
        row("unknown choice", chainWith(R"({"effect": "distortion", "parameters": {"mode": "fuzz"}})"), "\"fuzz\"");
        row("wrong type", chainWith(R"({"effect": "phaser", "parameters": {"depth": "much"}})"), "depth");
        row("out of range", chainWith(R"({"effect": "phaser", "parameters": {"depth": 1.5}})"), "outside 0 to 1");
        row("overflow", chainWith(R"({"effect": "phaser", "parameters": {"depth": 1e999}})"), "number");
        row("nan", chainWith(R"({"effect": "phaser", "parameters": {"depth": NaN}})"), "not valid JSON");
        row("null", chainWith(R"({"effect": "phaser", "parameters": {"depth": null}})"), "not a number");
        row("twice", chainWith(R"({"effect": "phaser"}, {"effect": "phaser"})"), "second time");
        row("key twice", chainWith(R"({"effect": "phaser", "parameters": {"depth": 0.1, "depth": 0.2}})"), "twice");
        row("version", R"({"format": "stepwise-chain", "version": 2, "rack": "1", "steps": []})", "version");
        row("rack", R"({"format": "stepwise-chain", "version": 1, "rack": "9", "steps": []})", "rack");
        row("format", R"({"format": "preset", "version": 1, "rack": "1", "steps": []})", "format");
        row("no steps", R"({"format": "stepwise-chain", "version": 1, "rack": "1"})", "steps");
        row("nesting", std::string(100000, '['), "nested too deeply");
        row("size", std::string(10U << 20U, '['), "1 MB");
    }
    void mistakesNameTheirPlace() {
        QFETCH(const QString, json);
        QFETCH(const QString, part);
        const QString reason = QString::fromStdString(reasonFor(json.toStdString()));
        QVERIFY2(reason.startsWith("some.stepwise.json"), qPrintable(reason));
        QVERIFY2(reason.contains(part), qPrintable(reason));
        QVERIFY2(reason.size() < 250 && !reason.contains('\n'), qPrintable(reason));
    }

    void filesThatAreMissingAreNamed() {
        try {
            effects::readChainFile("/nowhere/my.stepwise.json");
            QFAIL("must throw");
        } catch (const core::Error& error) {
            QVERIFY(QString(error.what()).contains("/nowhere/my.stepwise.json"));
        }
    }
};

QTEST_APPLESS_MAIN(ChainFileTest)
#include "chain_file_test.moc"

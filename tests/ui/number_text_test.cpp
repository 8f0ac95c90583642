// What a person reads and types is in the language of the window's texts, everywhere in the window.
#include "support/window_fixture.h"
#include "ui/accessibility.h"
#include "ui/audition.h"
#include "ui/curve_view.h"
#include "ui/knob.h"
#include "ui/language.h"
#include "ui/loop_bar.h"
#include "ui/mel_axis.h"
#include "ui/number_text.h"
#include "ui/parameter_control.h"
#include "ui/parameter_text.h"
#include "ui/plotting.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/settings_dialog.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/time_window.h"

#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QRegularExpression>

#include <algorithm>

using namespace stepwise;
using namespace stepwise::ui;

namespace {

/// The language of numbers while it lives.
class Language {
public:
    explicit Language(const QLocale& locale) { QLocale::setDefault(locale); }
    ~Language() { QLocale::setDefault(before_); }
    Language(const Language&) = delete;
    Language& operator=(const Language&) = delete;

private:
    QLocale before_;
};

/// Everything that can be read of a widget: on the screen, in its tool tip, by a screen reader.
QStringList textsOf(QWidget& widget) {
    QStringList texts = {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()};
    if (const auto* label = qobject_cast<QLabel*>(&widget))
        texts += label->text();
    if (const auto* field = qobject_cast<QLineEdit*>(&widget))
        texts += field->text();
    if (const auto* box = qobject_cast<QComboBox*>(&widget))
        for (int i = 0; i < box->count(); ++i)
            texts += box->itemText(i);
    if (QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&widget))
        for (const auto kind : {QAccessible::Name, QAccessible::Description, QAccessible::Value})
            texts += accessible->text(kind);
    for (const QAction* action : widget.actions())
        texts += {action->text(), action->toolTip()};
    return texts;
}

QStringList allTexts(QWidget& window) {
    QStringList texts = textsOf(window);
    for (auto* widget : window.findChildren<QWidget*>())
        texts += textsOf(*widget);
    return texts;
}

qsizetype countOf(const QStringList& texts, const QRegularExpression& pattern) {
    return std::ranges::count_if(texts, [&](const QString& text) { return text.contains(pattern); });
}

const QRegularExpression kWithDot(R"(\d\.\d)");
const QRegularExpression kWithComma(R"(\d,\d)");

/// Helps are the sources' own words, which a translation has in its own.
QString withoutHelps(QString text) {
    for (const effects::EffectId effect : effects::kAllEffects)
        for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters)
            text.remove(rackText(parameter.help));
    return text;
}

void verifyGerman(const QStringList& all, qsizetype leastCount) {
    QStringList texts;
    for (const QString& text : all)
        texts += withoutHelps(text);
    for (const QString& text : texts)
        QVERIFY2(!text.contains(kWithDot), qPrintable(text));
    QVERIFY2(countOf(texts, kWithComma) >= leastCount, qPrintable(texts.join('\n')));
}

} // namespace

class NumberTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("StepwiseTest");
        QCoreApplication::setApplicationName("number_text_test");
        installAccessibility();
    }

    /// As the program is shipped: numbers do not mix with texts of another language.
    void numbersAreInTheLanguageOfTheTexts() {
        QCOMPARE(QLocale().language(), QLocale::English);
        QCOMPARE(fixedNumber(0.5, 1), QString("0.5"));
        QCOMPARE(formatsOf("en_US", QLocale("de_DE")).language(), QLocale::English);
        QCOMPARE(formatsOf("en_US", QLocale("en_GB")), QLocale("en_GB"));
        QCOMPARE(formatsOf("de", QLocale("de_AT")), QLocale("de_AT"));
        QCOMPARE(formatsOf("de", QLocale("fr_FR")).decimalPoint(), QString(","));
    }

    void numbersHaveTheSignsOfTheLanguage() {
        const Language german(QLocale::German);
        QCOMPARE(fixedNumber(1234.5, 2), QString("1234,50"));
        QCOMPARE(signedNumber(0.25, 2), QString("+0,25"));
        QCOMPARE(signedNumber(-6.0, 1), QString("-6,0"));
        QCOMPARE(shortNumber(2.5), QString("2,5"));
        QCOMPARE(shortNumber(20000.0), QString("20000"));
        QCOMPARE(wholeNumber(44100), QString("44100"));
        QCOMPARE(paddedNumber(7, 2), QString("07"));
        QCOMPARE(axisLabel(2500.0), QString("2,5k"));
        QCOMPARE(decibelLabel(-1.5), QString("-1,5"));
        QCOMPARE(timeLabel(0.5, 0.1), QString("0,5"));
        QCOMPARE(timeText(61.25, 100.0), QString("1:01,25"));
        const Language egyptian(QLocale(QLocale::Arabic, QLocale::Egypt));
        QCOMPARE(fixedNumber(1.5, 1), QString::fromUtf8("١٫٥"));
    }

    void datesFollowTheLanguage() {
        const QDateTime moment(QDate(2026, 3, 2), QTime(14, 5));
        QVERIFY2(momentText(moment).contains("March 2, 2026"), qPrintable(momentText(moment)));
        const Language german(QLocale::German);
        QVERIFY2(momentText(moment).contains(QString::fromUtf8("2. März 2026")), qPrintable(momentText(moment)));
        QVERIFY(momentText(moment).contains("14:05"));
    }

    void typedNumbersMayHaveEitherSeparator() {
        for (const QLocale& locale : {QLocale(QLocale::English), QLocale(QLocale::German)}) {
            const Language language(locale);
            QCOMPARE(withPlainNumbers("2,5 kHz"), QString("2.5 kHz"));
            QCOMPARE(withPlainNumbers("2.5 kHz"), QString("2.5 kHz"));
            QCOMPARE(withPlainNumbers(QString::fromUtf8("−6 dB")), QString("-6 dB"));
        }
        const Language egyptian(QLocale(QLocale::Arabic, QLocale::Egypt));
        QCOMPARE(withPlainNumbers(QString::fromUtf8("١٫٥ s")), QString("1.5 s"));
    }

    /// What a knob shows can be typed into it again, in every language.
    void everyKnobReadsWhatItShows() {
        for (const char* name : {"en_US", "de_DE", "sv_SE", "ar_EG", "fa_IR"}) {
            const Language language((QLocale(name)));
            for (const effects::EffectId effect : effects::kAllEffects)
                for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters) {
                    if (parameter.curve == effects::Curve::choice)
                        continue;
                    const QString shown = valueText(parameter, 0.3141F);
                    const std::string plain = effects::formatDisplay(parameter, 0.3141F);
                    QCOMPARE(withPlainNumbers(shown), QString::fromStdString(plain));
                }
        }
    }

    void knobsShowAndReadTheLanguage() {
        const Language german(QLocale::German);
        const effects::EffectInfo& info = effects::effectInfo(effects::EffectId::equalizer);
        const effects::ParameterInfo& frequency = info.parameters.front();
        QCOMPARE(frequency.unit, std::string_view("Hz"));
        ParameterControl control(frequency);
        auto* field = control.findChild<QLineEdit*>();
        for (const char* typed : {"2,5 kHz", "2.5 kHz", "2500"}) {
            control.setValue(0.0F);
            field->setFocus();
            field->selectAll();
            QTest::keyClicks(field, typed);
            QTest::keyClick(field, Qt::Key_Return);
            QCOMPARE(field->text(), QString("2,50 kHz"));
            QCOMPARE(control.knob()->valueText(), QString("2,50 kHz"));
            QVERIFY(std::abs(effects::toDisplay(frequency, control.value()) - 2500.0F) < 2.0F);
        }
    }

    void everythingInTheWindowFollowsTheLanguage() {
        const Language german(QLocale::German);
        test::WindowFixture fixture;
        // Names of files are as they are.
        QVERIFY(fixture.loadPair() && fixture.suggestAll());
        QStringList texts;
        for (int step = 0; step < 5; ++step) {
            fixture.controller().selectStep(step);
            texts += allTexts(fixture.window());
        }
        for (auto* plot : fixture.window().findChildren<SpectrogramPlot*>()) {
            plot->setFocus();
            QTest::keyClick(plot, Qt::Key_Right, Qt::ShiftModifier);
            texts += plot->cursorReadOut();
        }
        for (auto* plot : fixture.window().findChildren<QCustomPlot*>()) {
            plot->replot();
            for (const QCPAxis* axis : {plot->xAxis, plot->yAxis})
                texts += axis->tickVectorLabels();
        }
        texts += fixture.window().messageText();
        texts.removeIf([](const QString& text) { return text.contains(".wav"); });
        verifyGerman(texts, 60);
    }

    void everythingInARefinementFollowsTheLanguage() {
        const Language german(QLocale::German);
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        effects::Step step = effects::defaultStep(effects::EffectId::distortion);
        step.values[1] = 0.9F;
        fixture.controller().addStep(step.effect);
        QVERIFY(fixture.waitUntilIdle());
        fixture.controller().changeStep(0, step);
        QVERIFY(fixture.waitUntilIdle());
        fixture.window().refinement().start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().refinement().isRunning(), 60000);
        QVERIFY(fixture.waitUntilIdle());
        verifyGerman(fixture.window().refinement().summary(), 1);
    }

    void theSettingsFollowTheLanguage() {
        const Language german(QLocale::German);
        test::WindowFixture fixture;
        SettingsDialog dialog(fixture.window().audition(), &fixture.window());
        verifyGerman(allTexts(dialog), 1);
    }
};

QTEST_MAIN(NumberTextTest)
#include "number_text_test.moc"

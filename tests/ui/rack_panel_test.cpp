// The rack panel: every knob of every effect, by mouse, by keyboard and typed.
#include "support/window_fixture.h"
#include "ui/curve_view.h"
#include "ui/keyboard_focus.h"
#include "ui/knob.h"
#include "ui/parameter_control.h"
#include "ui/rack_panel.h"
#include "ui/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace stepwise;
using effects::EffectId;

class RackPanelTest : public QObject {
    Q_OBJECT

    static std::optional<effects::Step> lastStep(const QSignalSpy& spy) {
        if (spy.isEmpty())
            return std::nullopt;
        return spy.last()[0].value<effects::Step>();
    }

    static ui::ParameterControl* control(ui::RackPanel& panel, const char* id) {
        const auto controls = panel.findChildren<ui::ParameterControl*>();
        for (const EffectId effect : effects::kAllEffects)
            if (panel.shows(effect, 1))
                return controls[effects::findParameter(effects::effectInfo(effect), id)];
        return nullptr;
    }

    static void drag(QWidget* widget, const QPoint& by, Qt::KeyboardModifiers modifiers = {}) {
        const QPoint from = widget->rect().center();
        QTest::mousePress(widget, Qt::LeftButton, modifiers, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(from + by), widget->mapToGlobal(QPointF(from + by)), Qt::LeftButton,
                         Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(widget, &move);
        QTest::mouseRelease(widget, Qt::LeftButton, modifiers, from + by);
    }

    /// Keys go to the active window alone.
    static bool showActive(QWidget& window) {
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window);
    }

    /// One notch up; whether it was taken.
    static bool turnWheel(QWidget* widget) {
        QWheelEvent wheel(QPointF(20, 20), widget->mapToGlobal(QPointF(20, 20)), {}, QPoint(0, 120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(widget, &wheel);
        return wheel.isAccepted();
    }

    /// In place of what is there, without Return.
    static void type(QLineEdit* text, const char* number) {
        text->setFocus();
        text->selectAll();
        QTest::keyClicks(text, number);
    }

private Q_SLOTS:
    void initTestCase() {
        qRegisterMetaType<effects::Step>();
        ui::applyTheme(*qApp, ui::darkTheme());
    }

    void everyParameterOfEveryEffectHasAControl() {
        for (const EffectId effect : effects::kAllEffects) {
            ui::RackPanel panel;
            panel.showStep(effects::defaultStep(effect), std::nullopt, 1);
            const effects::EffectInfo& info = effects::effectInfo(effect);
            const auto controls = panel.findChildren<ui::ParameterControl*>();
            QCOMPARE(static_cast<std::size_t>(controls.size()), info.parameters.size());
            for (std::size_t i = 0; i < info.parameters.size(); ++i) {
                QCOMPARE(controls[static_cast<qsizetype>(i)]->value(), info.parameters[i].defaultValue);
                QVERIFY(!controls[static_cast<qsizetype>(i)]->toolTip().isEmpty());
                if (info.parameters[i].curve == effects::Curve::choice)
                    continue;
                const auto* text = controls[static_cast<qsizetype>(i)]->findChild<QLineEdit*>();
                QCOMPARE(text->text().toStdString(),
                         effects::formatDisplay(info.parameters[i], info.parameters[i].defaultValue));
            }
            QVERIFY(panel.curve() != nullptr);
        }
    }

    void aTypedNumberNeverReachesAnotherStep() {
        const ui::KeyboardFocus focus(*qApp);
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        fixture.window().activateWindow();
        ui::TimelineController& controller = fixture.controller();
        controller.selectStep(1);
        QVERIFY(fixture.waitUntilIdle());
        type(fixture.window().rackPanel().findChild<QLineEdit*>(), "3");
        const effects::Step next = controller.work().round().steps[2].step;
        controller.selectStep(2);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(controller.work().round().steps[2].step == next);
        controller.selectStep(1);
        type(fixture.window().rackPanel().findChild<QLineEdit*>(), "3");
        auto* remove = fixture.window().rackPanel().findChildren<QPushButton*>()[1];
        QTest::mouseClick(remove, Qt::LeftButton);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(controller.work().round().steps.size(), std::size_t{4});
        controller.selectStep(-1);
        QVERIFY(fixture.window().rackPanel().curve() == nullptr);
    }

    void buttonsFindTheTypedNumber() {
        const ui::KeyboardFocus focus(*qApp);
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::hallReverb), effects::defaultStep(EffectId::hallReverb), 1);
        QVERIFY(showActive(panel));
        const QSignalSpy changed(&panel, &ui::RackPanel::stepChanged);
        auto* text = panel.findChild<QLineEdit*>();
        type(text, "1");
        QCOMPARE(changed.size(), 0);
        QTest::mousePress(panel.findChildren<QPushButton*>()[1], Qt::LeftButton);
        QCOMPARE(changed.size(), 1);
    }

    void returnAndEscapeLeaveTheField() {
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::hallReverb), std::nullopt, 1);
        QVERIFY(showActive(panel));
        const QSignalSpy changed(&panel, &ui::RackPanel::stepChanged);
        auto* text = panel.findChild<QLineEdit*>();
        const QString before = text->text();
        type(text, "1");
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(!text->hasFocus());
        QCOMPARE(text->text(), before);
        QCOMPARE(changed.size(), 0);
        type(text, "1");
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(!text->hasFocus());
        QVERIFY(changed.size() > 0);
    }

    void keysTurnInStepsAndFinely() {
        ui::Knob knob;
        knob.setNormalised(0.5);
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
            QTest::keyClick(&knob, key, modifiers);
            return knob.normalised();
        };
        QCOMPARE(press(Qt::Key_Up), 0.51);
        QCOMPARE(press(Qt::Key_Left), 0.5);
        QCOMPARE(press(Qt::Key_Up, Qt::ShiftModifier), 0.501);
        QCOMPARE(press(Qt::Key_Left, Qt::ShiftModifier), 0.5);
        QCOMPARE(press(Qt::Key_PageUp), 0.6);
        QCOMPARE(press(Qt::Key_PageDown), 0.5);
        QCOMPARE(press(Qt::Key_End), 1.0);
        QCOMPARE(press(Qt::Key_Up), 1.0);
        QCOMPARE(press(Qt::Key_Home), 0.0);
        knob.setDefault(0.25);
        QCOMPARE(press(Qt::Key_Backspace), 0.25);
    }

    void draggingWithShiftIsTenTimesFiner() {
        ui::Knob knob;
        knob.resize(52, 52);
        knob.setNormalised(0.5);
        drag(&knob, {0, -20});
        QCOMPARE(knob.normalised(), 0.6);
        drag(&knob, {0, 20}, Qt::ShiftModifier);
        QCOMPARE(knob.normalised(), 0.59);
    }

    void theWheelTurnsOnlyWhatHasTheFocus() {
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::distortion), std::nullopt, 1);
        QVERIFY(showActive(panel));
        const QSignalSpy changes(&panel, &ui::RackPanel::stepChanged);
        auto* modes = control(panel, "mode")->findChild<QComboBox*>();
        ui::Knob* knob = control(panel, "drive")->knob();
        panel.setFocus();
        for (QWidget* widget : std::initializer_list<QWidget*>{knob, modes}) {
            QVERIFY(!turnWheel(widget)); // the panel may scroll
            QVERIFY(!widget->hasFocus());
        }
        QVERIFY(changes.isEmpty());
        knob->setFocus();
        QVERIFY(turnWheel(knob));
        QCOMPARE(changes.size(), 1);
    }

    void aRightDoubleClickChangesNothing() {
        ui::Knob knob;
        knob.setNormalised(0.5);
        QTest::mouseDClick(&knob, Qt::RightButton);
        QCOMPARE(knob.normalised(), 0.5);
    }

    void doubleClickGivesTheDefaultExactly() {
        ui::RackPanel panel;
        effects::Step step = test::stepWith(EffectId::equalizer, "low_q", 0.9F);
        panel.showStep(step, std::nullopt, 1);
        const QSignalSpy changes(&panel, &ui::RackPanel::stepChanged);
        QTest::mouseDClick(control(panel, "low_q")->knob(), Qt::LeftButton);
        QCOMPARE(*lastStep(changes), effects::defaultStep(EffectId::equalizer));
    }

    void valuesAreTyped_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("hertz");
        QTest::newRow("with k") << "1.5k" << 1500.0;
        QTest::newRow("with unit") << "300 Hz" << 300.0;
        QTest::newRow("comma") << "2,5 kHz" << 2500.0;
        QTest::newRow("beyond the range") << "90000" << 20000.0;
        QTest::newRow("nonsense changes nothing") << "loud" << -1.0;
    }
    void valuesAreTyped() {
        QFETCH(QString, typed);
        QFETCH(double, hertz);
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::equalizer), std::nullopt, 1);
        const QSignalSpy changes(&panel, &ui::RackPanel::stepChanged);
        auto* field = control(panel, "high_frequency")->findChild<QLineEdit*>();
        const QString before = field->text();
        field->selectAll();
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
        if (hertz < 0.0) {
            QVERIFY(changes.isEmpty());
            QCOMPARE(field->text(), before);
            return;
        }
        const double set = static_cast<double>(
            effects::toDisplay(effects::effectInfo(EffectId::equalizer).parameters[4], lastStep(changes)->values[4]));
        QVERIFY2(std::abs(set - hertz) < 0.001 * hertz, qPrintable(QString::number(set)));
    }

    void unitsAreTyped_data() {
        QTest::addColumn<EffectId>("effect");
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<float>("value"); // as shown; negative: the text is not understood
        QTest::newRow("seconds for milliseconds") << EffectId::compressor << "attack"
                                                  << "0.5 s" << 500.0F;
        QTest::newRow("comma") << EffectId::compressor << "release"
                               << "0,25s" << 250.0F;
        QTest::newRow("milliseconds") << EffectId::compressor << "attack"
                                      << "30 ms" << 30.0F;
        QTest::newRow("no unit") << EffectId::compressor << "attack"
                                 << "30" << 30.0F;
        QTest::newRow("milliseconds for seconds") << EffectId::hallReverb << "decay"
                                                  << "800 ms" << 0.8F;
        QTest::newRow("ratio") << EffectId::compressor << "ratio"
                               << "4:1" << 4.0F;
        QTest::newRow("percent") << EffectId::phaser << "mix"
                                 << "25%" << 25.0F;
        QTest::newRow("degrees") << EffectId::phaser << "stereo_phase"
                                 << "90°" << 90.0F;
        QTest::newRow("decibels") << EffectId::distortion << "drive"
                                  << ".5 DB" << 0.5F;
        QTest::newRow("hertz for milliseconds") << EffectId::compressor << "attack"
                                                << "500 Hz" << -1.0F;
        QTest::newRow("thousands of seconds") << EffectId::hallReverb << "decay"
                                              << "1k" << -1.0F;
        QTest::newRow("two numbers") << EffectId::hallReverb << "decay"
                                     << "1 2" << -1.0F;
        QTest::newRow("a ratio without a number") << EffectId::compressor << "ratio"
                                                  << ":1" << -1.0F;
    }
    void unitsAreTyped() {
        QFETCH(EffectId, effect);
        QFETCH(QString, parameter);
        QFETCH(QString, typed);
        QFETCH(float, value);
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(effect), std::nullopt, 1);
        const QSignalSpy changes(&panel, &ui::RackPanel::stepChanged);
        auto* field = control(panel, qPrintable(parameter))->findChild<QLineEdit*>();
        const QString before = field->text();
        type(field, qPrintable(typed));
        QTest::keyClick(field, Qt::Key_Return);
        if (value < 0.0F) {
            QVERIFY(changes.isEmpty());
            QCOMPARE(field->text(), before);
            return;
        }
        const effects::EffectInfo& info = effects::effectInfo(effect);
        const auto index = static_cast<std::size_t>(effects::findParameter(info, qPrintable(parameter)));
        const float set = effects::toDisplay(info.parameters[index], control(panel, qPrintable(parameter))->value());
        QVERIFY2(std::abs(set - value) < 0.001F * value, qPrintable(QString::number(static_cast<double>(set))));
    }

    void valuesAreWrittenAsPeopleWriteThem() {
        for (const EffectId effect : effects::kAllEffects)
            for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters)
                for (int i = 0; i <= 5000 && parameter.curve != effects::Curve::choice; ++i) {
                    const std::string text = effects::formatDisplay(parameter, static_cast<float>(i) / 5000.0F);
                    QVERIFY2(text.find("e+") == std::string::npos && text.find("e-") == std::string::npos,
                             text.c_str());
                }
    }

    void goingBackToTheSuggestionIsAnEntryOfItsOwn() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        ui::TimelineController& controller = fixture.controller();
        controller.selectStep(0);
        const auto stepNow = [&] { return controller.work().round().steps[0].step; };
        const effects::Step suggested = stepNow();
        QTest::keyClick(control(fixture.window().rackPanel(), "drive")->knob(), Qt::Key_PageDown);
        const effects::Step turned = stepNow();
        QVERIFY(turned != suggested);
        fixture.window().rackPanel().findChildren<QPushButton*>()[0]->click();
        QVERIFY(stepNow() == suggested);
        controller.document().history().undo();
        QVERIFY(stepNow() == turned);
        controller.document().history().undo();
        QVERIFY(stepNow() == suggested);
        controller.document().history().redo();
        QVERIFY(stepNow() == turned);
        QVERIFY(fixture.waitUntilIdle());
    }

    void drawingsExplainTheirLines() {
        for (const EffectId effect : effects::kAllEffects) {
            ui::RackPanel panel;
            const effects::Step step = effects::defaultStep(effect);
            panel.showStep(step, std::nullopt, 1);
            const QString byHand = panel.curve()->toolTip();
            QVERIFY2(!byHand.contains("suggested"), qPrintable(byHand));
            effects::Step other = step;
            other.values[0] = step.values[0] < 0.5F ? 0.9F : 0.1F;
            panel.showStep(step, other, 1);
            QVERIFY2(panel.curve()->toolTip().contains("suggested"), qPrintable(panel.curve()->toolTip()));
            const bool hasBands = effect == EffectId::compressor || effect == EffectId::hallReverb;
            QCOMPARE(panel.curve()->toolTip().contains("The dashed line is what was suggested"), !hasBands);
            QCOMPARE(panel.curve()->toolTip().contains("dotted"), hasBands);
        }
    }

    void theSuggestionStaysMarkedAndComesBack() {
        ui::RackPanel panel;
        const effects::Step suggested = test::stepWith(EffectId::distortion, "drive", 0.7F);
        panel.showStep(suggested, suggested, 1);
        ui::Knob* knob = control(panel, "drive")->knob();
        QCOMPARE(*knob->mark(), static_cast<double>(0.7F));
        QVERIFY(!control(panel, "mix")->knob()->mark()); // the models do not choose it
        auto* back = panel.findChildren<QPushButton*>()[0];
        QVERIFY(!back->isEnabled());
        knob->setNormalised(0.2);
        QCOMPARE(*knob->mark(), static_cast<double>(0.7F));
        QVERIFY(control(panel, "drive")->toolTip().contains("+21.0 dB"));
        QVERIFY(back->isEnabled());
        const QSignalSpy changes(&panel, &ui::RackPanel::suggestionTaken);
        back->click();
        QCOMPARE(*lastStep(changes), suggested);
        auto* modes = control(panel, "mode")->findChild<QComboBox*>();
        QVERIFY(modes->itemText(0).startsWith(QString::fromUtf8("\u25B8")));
        QVERIFY(!modes->itemText(1).startsWith(QString::fromUtf8("\u25B8")));
    }

    void everyKnobChangesTheDrawing() {
        for (const EffectId effect : effects::kAllEffects) {
            ui::RackPanel panel;
            panel.resize(panel.sizeHint());
            panel.showStep(effects::defaultStep(effect), std::nullopt, 1);
            panel.curve()->resize(320, 160);
            const QImage before = panel.curve()->grab().toImage();
            // The knob that the drawing must follow.
            const std::map<EffectId, const char*> shown = {{EffectId::compressor, "mid_amount"},
                                                           {EffectId::distortion, "drive"},
                                                           {EffectId::equalizer, "high_gain"},
                                                           {EffectId::phaser, "feedback"},
                                                           {EffectId::hallReverb, "high_cut"}};
            control(panel, shown.at(effect))->knob()->setNormalised(0.9);
            QVERIFY2(panel.curve()->grab().toImage() != before, effects::effectInfo(effect).key.data());
        }
    }

    void theCompressorShowsItsGain() {
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::compressor), std::nullopt, 1);
        panel.curve()->resize(320, 160);
        const QImage resting = panel.curve()->grab().toImage();
        const std::array<effects::BandMeter, 3> meters = {{{-20.0F, 6.0F}, {-10.0F, -8.0F}, {-40.0F, 12.0F}}};
        panel.curve()->setMeters(meters);
        QVERIFY(panel.curve()->grab().toImage() != resting);
        panel.curve()->setMeters({});
        QCOMPARE(panel.curve()->grab().toImage(), resting);
    }

    void thePhaserMovesWhilePlaying() {
        ui::RackPanel panel;
        panel.showStep(effects::defaultStep(EffectId::phaser), std::nullopt, 1);
        panel.curve()->resize(320, 160);
        const QImage atStart = panel.curve()->grab().toImage();
        panel.curve()->setSweep(0.7);
        QVERIFY(panel.curve()->grab().toImage() != atStart);
    }

    void quickTurnsAreNotTurnedBack() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        fixture.controller().selectStep(0);
        ui::Knob* knob = fixture.window().rackPanel().findChildren<ui::ParameterControl*>()[1]->knob();
        double expected = knob->normalised();
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(knob, Qt::Key_Up);
            expected = std::min(1.0, expected + 0.01);
            QTest::qWait(7);
        }
        QVERIFY(std::abs(knob->normalised() - expected) < 1e-9);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(std::abs(static_cast<double>(fixture.controller().timeline()->steps()[0].step.values[1]) - expected) <
                1e-6);
    }
};

QTEST_MAIN(RackPanelTest)
#include "rack_panel_test.moc"

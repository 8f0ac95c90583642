// What keyboards and screen readers find in the window, and whether its colours can be read.
#include "support/window_fixture.h"
#include "ui/accessibility.h"
#include "ui/error_plot.h"
#include "ui/keyboard_focus.h"
#include "ui/knob.h"
#include "ui/level_meter.h"
#include "ui/loop_bar.h"
#include "ui/message_bar.h"
#include "ui/rack_panel.h"
#include "ui/settings_dialog.h"
#include "ui/shortcut_dialog.h"
#include "ui/sound_card.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAccessibleInterface>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitterHandle>
#include <QTabBar>

#include <cmath>
#include <set>

using namespace stepwise;

namespace {

double linear(int channel) {
    const double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.red()) + 0.7152 * linear(colour.green()) + 0.0722 * linear(colour.blue());
}

/// WCAG 2.1.
double contrast(const QColor& a, const QColor& b) {
    const std::pair<double, double> ordered = std::minmax({luminance(a), luminance(b)});
    const auto& [dark, light] = ordered;
    return (light + 0.05) / (dark + 0.05);
}

QList<QAccessible::Event> accessibleEvents;

void keepEvent(QAccessibleEvent* event) {
    accessibleEvents += event->type();
}

QString describe(const QWidget* widget) {
    return QString("%1 \"%2\"").arg(widget->metaObject()->className(), widget->objectName());
}

} // namespace

class AccessibilityTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::WindowFixture> fixture_;
    std::unique_ptr<ui::KeyboardFocus> focus_;

    ui::MainWindow& window() { return fixture_->window(); }

    template <class Widget>
    static QAccessibleInterface* interfaceOf(Widget* widget) {
        return QAccessible::queryAccessibleInterface(widget);
    }

    bool showsFocus(QWidget& widget) {
        window().setFocus();
        const QImage without = widget.grab().toImage();
        widget.setFocus(Qt::TabFocusReason);
        return widget.hasFocus() && widget.grab().toImage() != without;
    }

private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, ui::darkTheme());
        ui::installAccessibility();
        focus_ = std::make_unique<ui::KeyboardFocus>(*qApp);
        fixture_ = std::make_unique<test::WindowFixture>();
        QVERIFY(fixture_->loadPair());
        QVERIFY(fixture_->addEverything());
        fixture_->controller().selectStep(0);
        window().activateWindow();
    }
    void cleanupTestCase() {
        fixture_.reset();
        focus_.reset();
    }

    void everythingThatTakesFocusHasANameAndARole() {
        for (int step = 0; step < 5; ++step) {
            fixture_->controller().selectStep(step);
            for (QWidget* widget : window().findChildren<QWidget*>()) {
                if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus ||
                    qobject_cast<QSplitterHandle*>(widget) != nullptr)
                    continue;
                QAccessibleInterface* found = interfaceOf(widget);
                QVERIFY2(found != nullptr, qPrintable(describe(widget)));
                QVERIFY2(!found->text(QAccessible::Name).isEmpty(), qPrintable(describe(widget)));
                QVERIFY2(found->role() != QAccessible::Client && found->role() != QAccessible::NoRole,
                         qPrintable(describe(widget)));
            }
        }
    }

    void knobsSayWhatTheyAre() {
        fixture_->controller().selectStep(0);
        const auto knobs = window().rackPanel().findChildren<ui::Knob*>();
        QVERIFY(knobs.size() > 2);
        for (ui::Knob* knob : knobs) {
            QAccessibleInterface* found = interfaceOf(knob);
            QCOMPARE(found->role(), QAccessible::Dial);
            QVERIFY(!found->text(QAccessible::Name).isEmpty());
            QVERIFY(!found->text(QAccessible::Description).isEmpty());
            QVERIFY(found->valueInterface() != nullptr);
            QCOMPARE(found->valueInterface()->minimumValue().toDouble(), 0.0);
            QCOMPARE(found->valueInterface()->maximumValue().toDouble(), 1.0);
        }
        QAccessibleInterface* drive = interfaceOf(knobs[0]);
        QCOMPARE(drive->text(QAccessible::Name), QString("Drive"));
        drive->valueInterface()->setCurrentValue(0.5);
        QCOMPARE(drive->valueInterface()->currentValue().toDouble(), 0.5);
        QCOMPARE(drive->text(QAccessible::Value), QString("+15.0 dB"));
        QVERIFY(fixture_->waitUntilIdle());
    }

    void cardsSayWhatTheyShow() {
        const auto cards = window().timelineView().cards();
        QCOMPARE(cards.size(), std::size_t{7});
        for (ui::SoundCard* card : cards) {
            QAccessibleInterface* found = interfaceOf(card);
            QCOMPARE(found->role(), QAccessible::ListItem);
            QVERIFY(!found->text(QAccessible::Name).isEmpty());
            QVERIFY(!found->text(QAccessible::Value).isEmpty());
        }
        interfaceOf(cards[3])->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(fixture_->controller().selectedStep(), 2);
        QVERIFY(interfaceOf(cards[3])->state().selected);
        QVERIFY(!interfaceOf(cards[2])->state().selected);
    }

    void loopAndMeterHaveValues() {
        QAccessibleInterface* bar = interfaceOf(window().findChild<ui::LoopBar*>());
        QCOMPARE(bar->role(), QAccessible::Slider);
        QVERIFY(bar->text(QAccessible::Value).contains("seconds"));
        bar->valueInterface()->setCurrentValue(0.5);
        QCOMPARE(window().audition().positionSeconds(), 0.5);
        QCOMPARE(interfaceOf(window().findChild<ui::LevelMeter*>())->text(QAccessible::Value), QString("silent"));
    }

    /// Tab alone comes round to every widget that takes part, and focus can be seen on each.
    void tabReachesEverything() {
        fixture_->controller().selectStep(0);
        QVERIFY(fixture_->waitUntilIdle());
        std::set<const QWidget*> wanted;
        for (const QWidget* widget : window().findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<const QAbstractButton*>(widget) != nullptr ||
                                   qobject_cast<const ui::Knob*>(widget) != nullptr ||
                                   qobject_cast<const ui::LoopBar*>(widget) != nullptr ||
                                   qobject_cast<const QLineEdit*>(widget) != nullptr ||
                                   qobject_cast<const QComboBox*>(widget) != nullptr ||
                                   qobject_cast<const QTabBar*>(widget) != nullptr ||
                                   qobject_cast<const ui::ErrorPlot*>(widget) != nullptr ||
                                   qobject_cast<const ui::SoundCard*>(widget) != nullptr;
            const bool isOfRack = window().rackPanel().isAncestorOf(widget); // changes with the selected step
            if (isControl && !isOfRack && widget->isVisible() && widget->isEnabled() &&
                (widget->focusPolicy() & Qt::TabFocus) != 0)
                wanted.insert(widget);
        }
        QVERIFY(wanted.size() > 20);
        window().setFocus();
        std::set<QString> reached;
        for (int i = 0; i < 300; ++i) {
            QWidget* focused = QApplication::focusWidget();
            QTest::keyClick(focused != nullptr ? focused : &window(), Qt::Key_Tab);
            focused = QApplication::focusWidget();
            wanted.erase(focused);
            if (focused != nullptr && window().rackPanel().isAncestorOf(focused))
                reached.insert(focused->accessibleName());
        }
        fixture_->controller().selectStep(4); // the last card before the rack
        for (const ui::Knob* knob : window().rackPanel().findChildren<ui::Knob*>())
            QVERIFY2(reached.contains(knob->accessibleName()), qPrintable(knob->accessibleName()));
        QVERIFY2(wanted.empty(), wanted.empty() ? "" : qPrintable(describe(*wanted.begin())));
    }

    void focusCanBeSeen() {
        fixture_->controller().selectStep(0);
        QVERIFY(fixture_->waitUntilIdle());
        std::vector<QWidget*> widgets = {
            window().findChild<ui::LoopBar*>(), window().rackPanel().findChild<ui::Knob*>(),
            window().rackPanel().findChild<QComboBox*>(), window().rackPanel().findChild<QLineEdit*>(),
            window().timelineView().cards()[1]};
        for (QWidget* widget : widgets)
            QVERIFY2(showsFocus(*widget), qPrintable(describe(widget)));
    }

    void focusCanBeSeenWhereNoStepIsSelected() {
        ui::TimelineController& controller = fixture_->controller();
        controller.startRound(0);
        QVERIFY(fixture_->waitUntilIdle());
        for (QWidget* widget : std::initializer_list<QWidget*>{&window().timelineView().errorPlot(),
                                                               window().timelineView().findChild<QTabBar*>()})
            QVERIFY2(showsFocus(*widget), qPrintable(describe(widget)));
        controller.document().history().undo();
        QVERIFY(fixture_->waitUntilIdle());
    }

    void messagesAreAnnounced() {
        QVERIFY2(QTest::qWaitFor([] { return QAccessible::isActive(); }), "start this by tests/ui/with_screen_reader");
        accessibleEvents.clear();
        const QAccessible::UpdateHandler before = QAccessible::installUpdateHandler(keepEvent);
        window().showMessage("The file cannot be read.");
        QAccessible::installUpdateHandler(before);
        QVERIFY(accessibleEvents.contains(QAccessible::Alert));
        window().findChild<ui::MessageBar*>()->clear();
    }

    void symbolsOnCardsAreExplainedInWords() {
        static const QRegularExpression words("[A-Za-z]{4}");
        for (const ui::SoundCard* card : window().timelineView().cards())
            for (auto* button : card->findChildren<QAbstractButton*>()) {
                if (button->isHidden())
                    continue; // of input and target
                QVERIFY2(button->toolTip().contains(words), qPrintable(button->text()));
                QVERIFY2(interfaceOf(button)->text(QAccessible::Name).contains(words), qPrintable(button->text()));
            }
    }

    void whatHasTheFocusIsWhatKeysActOn() {
        fixture_->controller().selectStep(0);
        QVERIFY(fixture_->waitUntilIdle());
        for (int place : {2, 1}) {
            window().timelineView().cards()[static_cast<std::size_t>(place) + 1]->setFocus(Qt::TabFocusReason);
            QCOMPARE(fixture_->controller().selectedStep(), place);
        }
        window().timelineView().cards().back()->setFocus(Qt::TabFocusReason); // on the way to the knobs
        QCOMPARE(fixture_->controller().selectedStep(), 1);
        QTest::keyClick(window().timelineView().cards()[3], Qt::Key_Return);
        QCOMPARE(fixture_->controller().selectedStep(), 2);
        QVERIFY(window().rackPanel().isAncestorOf(QApplication::focusWidget()));
    }

    void buttonsTakeSpaceAndReturnAndLeaveTheMouseAlone() {
        auto* remove = window().rackPanel().findChildren<QPushButton*>()[1];
        QCOMPARE(remove->focusPolicy(), Qt::TabFocus);
        int presses = 0;
        QPushButton button("Press", &window());
        connect(&button, &QPushButton::clicked, this, [&] { ++presses; });
        button.show();
        button.setFocus();
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(presses, 1);
        QTest::keyClick(&button, Qt::Key_Return);
        QCOMPARE(presses, 2);
        QVERIFY(!window().audition().isPlaying());
    }

    void coloursCanBeRead_data() {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    /// 4.5 : 1 for what is read, 3 : 1 for lines and bars that carry meaning (WCAG 2.1, 1.4.3 and 1.4.11).
    void coloursCanBeRead() {
        QFETCH(bool, isDark);
        const ui::Theme& theme = isDark ? ui::darkTheme() : ui::lightTheme();
        for (const QColor& ground : {theme.window, theme.card}) {
            for (const QColor& text : {theme.text, theme.dimText, theme.warning, theme.accent})
                QVERIFY2(
                    contrast(text, ground) >= 4.5,
                    qPrintable(QString("%1 on %2: %3").arg(text.name(), ground.name()).arg(contrast(text, ground))));
            QVERIFY2(contrast(theme.guide, ground) >= 3.0, qPrintable(ground.name()));
        }
        QVERIFY(contrast(theme.window, theme.accent) >= 4.5); // selected text
    }

    void everyShortcutIsListedOnce() {
        const std::vector<ui::ShortcutRow> rows = ui::shortcutsOf(window());
        QVERIFY(rows.size() > 20);
        std::set<QString> keys;
        for (const ui::ShortcutRow& row : rows) {
            QVERIFY2(keys.insert(row.keys).second, qPrintable(row.action + ": " + row.keys));
            QVERIFY(!row.menu.isEmpty() && !row.action.contains('&'));
        }
        QCOMPARE(std::ranges::count(rows, QString("Undo"), &ui::ShortcutRow::action), 1); // not what it would undo
        for (const char* key : {"1", "2", "3", "T", "Space", "F1", "Ctrl+,", "Ctrl+Left", "Ctrl+Right"})
            QVERIFY2(keys.count(key) == 1, key);
    }
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"

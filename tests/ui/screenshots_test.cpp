// Pictures of every view, light and dark, at two sizes, for people to look at; the test checks that nothing is cut off
// that can be measured.
#include "support/window_fixture.h"
#include "ui/about_dialog.h"
#include "ui/audition.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/settings_dialog.h"
#include "ui/shortcut_dialog.h"
#include "ui/sound_card.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>

using namespace stepwise;

class ScreenshotsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::WindowFixture> fixture_;
    QString suffix_;

    void save(QWidget& widget, const QString& name) {
        QCoreApplication::processEvents();
        QDir().mkpath(STEPWISE_SCREENSHOTS);
        QVERIFY(widget.grab().save(QString("%1/%2%3.png").arg(STEPWISE_SCREENSHOTS, name, suffix_)));
        checkTexts(widget);
    }

    static int widestLine(const QWidget& widget, const QString& text) {
        int widest = 0;
        for (const QString& line : text.split('\n'))
            widest = std::max(widest, widget.fontMetrics().horizontalAdvance(line));
        return widest;
    }

    /// Texts without word wrap fit into their widgets.
    static void checkTexts(const QWidget& root) {
        for (const auto* label : root.findChildren<QLabel*>()) {
            const bool isPlain = !label->wordWrap() && !label->text().contains('<') && label->pixmap().isNull();
            const QString text = label->buddy() != nullptr ? QString(label->text()).remove('&') : label->text();
            if (label->isVisible() && isPlain && !text.isEmpty())
                QVERIFY2(label->width() >= widestLine(*label, text) - 1, qPrintable("cut off: " + text));
        }
        for (const auto* button : root.findChildren<QAbstractButton*>())
            if (button->isVisible() && !button->text().isEmpty())
                QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                         qPrintable("cut off: " + button->text()));
    }

private Q_SLOTS:
    void views_data() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        for (const bool isDark : {true, false})
            for (const QSize& size : {QSize(1280, 800), QSize(2560, 1440)})
                QTest::addRow("%s, %d wide", isDark ? "dark" : "light", size.width()) << isDark << size;
    }
    void views() {
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        suffix_ = QString("-%1-%2").arg(isDark ? "dark" : "light").arg(size.width());
        ui::applyTheme(*qApp, isDark ? ui::darkTheme() : ui::lightTheme());
        test::WindowFixture fixture;
        fixture.window().resize(size);
        save(fixture.window(), "view-empty");
        QVERIFY(fixture.loadPair());
        save(fixture.window(), "view-loaded");
        QVERIFY(fixture.suggestAll());
        save(fixture.window(), "view-suggested");
        for (std::size_t i = fixture.controller().timeline()->steps().size(); i-- > 0;) {
            fixture.controller().removeStep(static_cast<int>(i));
            QVERIFY(fixture.waitUntilIdle());
        }
        QVERIFY(fixture.addEverything());
        QCoreApplication::processEvents();
        const auto cards = fixture.window().timelineView().cards();
        QVERIFY(std::ranges::count_if(cards, [](const ui::SoundCard* card) {
                    return card->visibleRegion().boundingRect().width() == card->width();
                }) >= 4);
        fixture.window().audition().setLoopRegion(0.2, 0.6);
        for (int step = 0; step < effects::kEffectCount; ++step) {
            fixture.controller().selectStep(step);
            const auto effect = fixture.controller().timeline()->steps()[static_cast<std::size_t>(step)].step.effect;
            save(fixture.window(), QString("view-%1").arg(effects::effectInfo(effect).key.data()));
        }
        if (isDark && size.width() < 2000) {
            fixture.window().refinement().start();
            QVERIFY(QTest::qWaitFor([&] { return !fixture.window().refinement().isRunning(); }, 120000));
            QVERIFY(fixture.waitUntilIdle());
            save(fixture.window(), "view-refined");
            QVERIFY(fixture.window().height() <= size.height());
        }
        ui::SettingsDialog settings(fixture.window().audition(), &fixture.window());
        settings.show();
        save(settings, "dialog-settings-audio");
        settings.findChild<QTabWidget*>()->setCurrentIndex(1);
        save(settings, "dialog-settings-appearance");
        ui::ShortcutDialog shortcuts(fixture.window(), &fixture.window());
        shortcuts.show();
        save(shortcuts, "dialog-shortcuts");
        for (const QAction* action : fixture.window().menuBar()->actions()) {
            action->menu()->ensurePolished();
            action->menu()->adjustSize();
            save(*action->menu(), "menu-" + action->text().remove('&').toLower());
        }
        ui::AboutDialog about(&fixture.window());
        about.show();
        save(about, "dialog-about");
    }

    void longNames() {
        suffix_ = "-dark-1280";
        ui::applyTheme(*qApp, ui::darkTheme());
        test::WindowFixture fixture;
        const QString name =
            QString("A very long name of a sound that somebody has recorded on a rainy day in a hall, ")
                .repeated(2)
                .trimmed() +
            ".wav";
        QVERIFY(QFile::copy(fixture.path("dry.wav"), fixture.path(name)));
        fixture.controller().loadPair(fixture.path(name), fixture.path(name));
        QVERIFY(QTest::qWaitFor([&] { return fixture.controller().timeline() != nullptr; }, 20000));
        QVERIFY(fixture.waitUntilIdle());
        const QString unbroken = QString("name_without_any_spaces").repeated(6) + ".wav";
        QVERIFY(QFile::copy(fixture.path("dry.wav"), fixture.path(unbroken)));
        fixture.controller().loadTarget(fixture.path(unbroken));
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(fixture.addEverything());
        fixture.window().timelineView().findChild<QScrollArea*>()->horizontalScrollBar()->setValue(0);
        fixture.window().showMessage("The file \"" + fixture.path(name) + "\" cannot be read: it is not a sound file.");
        fixture.window().showMessage("The target starts 12 ms later than the input; it was aligned.");
        save(fixture.window(), "view-long-names");
        QVERIFY(fixture.window().width() <= 1280);
    }
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"

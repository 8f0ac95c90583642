// Pictures of every view, light and dark, at two sizes, for people to look at; the test checks that nothing is cut off
// as far as that can be measured.
#include "support/window_fixture.h"
#include "ui/about_dialog.h"
#include "ui/audition.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/settings_dialog.h"
#include "ui/shortcut_dialog.h"
#include "ui/sound_card.h"
#include "ui/theme.h"
#include "ui/timeline_toolbar.h"
#include "ui/timeline_view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QProgressBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTabWidget>
#include <QThread>

#include <atomic>

using namespace stepwise;

class ScreenshotsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::WindowFixture> fixture_;
    QString suffix_;

    /// A row for each look; openWindow() takes on that of the present row.
    static void addLooks() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        for (const bool isDark : {true, false})
            for (const QSize& size : {QSize(1280, 800), QSize(2560, 1440)})
                QTest::addRow("%s, %d wide", isDark ? "dark" : "light", size.width()) << isDark << size;
    }

    void openWindow() {
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        suffix_ = QString("-%1-%2").arg(isDark ? "dark" : "light").arg(size.width());
        ui::applyTheme(*qApp, isDark ? ui::darkTheme() : ui::lightTheme());
        fixture_ = std::make_unique<test::WindowFixture>();
        window().resize(size);
    }

    ui::MainWindow& window() { return fixture_->window(); }
    ui::TimelineController& controller() { return fixture_->controller(); }
    std::vector<ui::SoundCard*> cards() { return window().timelineView().cards(); }
    QList<QComboBox*> viewChoices() { return window().timelineView().toolbar().findChildren<QComboBox*>(); }

    void shoot(const QString& view) { save(window(), view); }

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
                QVERIFY2(button->width() >=
                             button->fontMetrics().horizontalAdvance(QString(button->text()).remove('&')),
                         qPrintable("cut off: " + button->text()));
    }

    void shootWorking() {
        const int width = window().width();
        std::atomic<bool> mayEnd = false;
        controller().start("Saving a session with a long name.stepwise", [&](const effects::Progress& progress) {
            while (!mayEnd) {
                progress(0.4);
                QThread::msleep(5);
            }
            return ui::BackgroundWorker::Delivery();
        });
        auto* progress = window().findChild<QProgressBar*>();
        const bool isShown = QTest::qWaitFor([&] { return progress->isVisible(); }, 5000);
        shoot("view-working");
        mayEnd = true;
        QVERIFY(isShown && fixture_->waitUntilIdle());
        QCOMPARE(window().width(), width);
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QCoreApplication::setApplicationName("screenshots_test");
        QSettings().clear();
    }
    void cleanup() { fixture_.reset(); }

    void views_data() { addLooks(); }
    void views() {
        openWindow();
        window().addDemos(STEPWISE_SOURCE_DIR "/assets/demos");
        shoot("view-empty");
        QVERIFY(fixture_->loadPair());
        shoot("view-loaded");
        shootWorking();
        QVERIFY(fixture_->suggestAll());
        shoot("view-suggested");
        for (std::size_t i = controller().timeline()->steps().size(); i-- > 0;) {
            controller().removeStep(static_cast<int>(i));
            QVERIFY(fixture_->waitUntilIdle());
        }
        QVERIFY(fixture_->addEverything());
        QCoreApplication::processEvents();
        const auto isWhole = [](const ui::SoundCard* card) {
            return card->visibleRegion().boundingRect().width() == card->width();
        };
        QVERIFY(std::ranges::count_if(cards(), isWhole) >= 4);
        window().audition().setLoopRegion(0.2, 0.6);
        for (int step = 0; step < effects::kEffectCount; ++step) {
            controller().selectStep(step);
            const auto effect = controller().timeline()->steps()[static_cast<std::size_t>(step)].step.effect;
            shoot(QString("view-%1").arg(effects::effectInfo(effect).key.data()));
        }
        const int height = window().height();
        window().refinement().start();
        QVERIFY(QTest::qWaitFor([&] { return !window().refinement().isRunning(); }, 120000));
        QVERIFY(fixture_->waitUntilIdle());
        shoot("view-refined");
        QVERIFY(window().height() <= height);
    }

    void timelines_data() { addLooks(); }
    void timelines() {
        openWindow();
        QVERIFY(fixture_->loadPair() && fixture_->suggestAll());
        controller().removeStep(3);
        QVERIFY(fixture_->waitUntilIdle());
        controller().addStep(effects::EffectId::phaser);
        controller().acceptStep(0, true);
        controller().selectStep(1);
        QVERIFY(fixture_->waitUntilIdle());
        shoot("timeline-by-hand");
        controller().switchStep(1, false);
        QVERIFY(fixture_->waitUntilIdle());
        shoot("timeline-stale");
        const int colours = viewChoices()[1]->currentIndex();
        const int range = viewChoices()[2]->currentIndex();
        viewChoices()[1]->setCurrentIndex(2);
        viewChoices()[2]->setCurrentIndex(0);
        window().timelineView().zoom(3.0);
        window().timelineView().setPlayhead(0.45);
        shoot("timeline-zoomed-cividis");
        window().timelineView().showAllTime();
        viewChoices()[0]->setCurrentIndex(1);
        cards()[1]->setFocus(Qt::TabFocusReason);
        QTest::keyClick(cards()[1], Qt::Key_Right, Qt::ShiftModifier);
        shoot("timeline-change-cursor");
        viewChoices()[0]->setCurrentIndex(2);
        shoot("timeline-difference");
        viewChoices()[0]->setCurrentIndex(0);
        controller().startRound(0);
        QVERIFY(fixture_->waitUntilIdle() && fixture_->suggestAll());
        shoot("timeline-rounds");
        for (ui::SoundCard* card : cards())
            for (const QWidget* child : card->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
                if (!child->isWindow() && child->isVisible())
                    QVERIFY2(card->rect().contains(child->geometry()), child->metaObject()->className());
        viewChoices()[1]->setCurrentIndex(colours); // they are remembered
        viewChoices()[2]->setCurrentIndex(range);
    }

    void dialogsAndMenus_data() { addLooks(); }
    void dialogsAndMenus() {
        openWindow();
        QVERIFY(fixture_->loadPair() && fixture_->addEverything());
        ui::SettingsDialog settings(window().audition(), &window());
        settings.show();
        save(settings, "dialog-settings-audio");
        settings.findChild<QTabWidget*>()->setCurrentIndex(1);
        save(settings, "dialog-settings-appearance");
        ui::ShortcutDialog shortcuts(window(), &window());
        shortcuts.show();
        save(shortcuts, "dialog-shortcuts");
        for (const QAction* action : window().menuBar()->actions()) {
            action->menu()->ensurePolished();
            action->menu()->adjustSize();
            save(*action->menu(), "menu-" + action->text().remove('&').toLower());
        }
        ui::AboutDialog about(&window());
        about.show();
        save(about, "dialog-about");
    }

    void longNames_data() { addLooks(); }
    void longNames() {
        openWindow();
        const QString name =
            QString("A very long name of a sound that somebody has recorded on a rainy day in a hall, ")
                .repeated(2)
                .trimmed() +
            ".wav";
        const QString unbroken = QString("name_without_any_spaces").repeated(6) + ".wav";
        QVERIFY(QFile::copy(fixture_->path("dry.wav"), fixture_->path(name)));
        QVERIFY(QFile::copy(fixture_->path("dry.wav"), fixture_->path(unbroken)));
        const int width = window().width();
        controller().loadPair(fixture_->path(name), fixture_->path(unbroken));
        QVERIFY(QTest::qWaitFor([&] { return controller().timeline() != nullptr; }, 20000));
        QVERIFY(fixture_->waitUntilIdle());
        QVERIFY(fixture_->addEverything());
        window().timelineView().findChild<QScrollArea*>()->horizontalScrollBar()->setValue(0);
        window().showMessage("The file \"" + fixture_->path(name) + "\" cannot be read: it is not a sound file.");
        window().showMessage("The target starts 12 ms later than the input; it was aligned.");
        shoot("view-long-names");
        QCOMPARE(window().width(), width);
    }
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"

// What any desktop program owes its user: remembered settings and window, files dropped anywhere, a theme that changes
// while it runs.
#include "effects/chain_file.h"
#include "support/own_process.h"
#include "support/window_fixture.h"
#include "ui/appearance.h"
#include "ui/audio_settings_page.h"
#include "ui/message_bar.h"
#include "ui/save_path.h"
#include "ui/session.h"
#include "ui/settings_store.h"
#include "ui/sound_slot.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"
#include "ui/window_state.h"

#include <QComboBox>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>

using namespace stepwise;

class MannersTest : public QObject {
    Q_OBJECT

    QTemporaryDir settingsFolder_;
    static constexpr int kRememberedAtTheEnd = 20;

    /// Of all files in and under a folder.
    static QByteArrayList linesIn(const QString& folder) {
        QByteArrayList lines;
        QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                lines += file.readAll().split('\n');
        }
        return lines;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Stepwise");
        QCoreApplication::setApplicationName("Stepwise test");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                           test::isOwnProcess() ? test::ownProcessArgument() : settingsFolder_.path());
        ui::applyTheme(*qApp, ui::darkTheme());
    }

    void settingsAreRemembered() {
        {
            ui::ProgramSettings settings;
            QCOMPARE(settings.theme(), ui::ThemeChoice::system);
            QCOMPARE(settings.audioOutput(), (ui::AudioOutput{{}, {}, 512}));
            settings.setTheme(ui::ThemeChoice::light);
            settings.setLanguage("de");
            settings.setAudioOutput({"ALSA", "Speakers", 128});
        }
        const ui::ProgramSettings settings;
        QCOMPARE(settings.theme(), ui::ThemeChoice::light);
        QCOMPARE(settings.language(), QString("de"));
        QCOMPARE(settings.audioOutput(), (ui::AudioOutput{"ALSA", "Speakers", 128}));
    }

    void searchingIsChosenInTheMenuAndRemembered() {
        const auto searchEntry = [](ui::MainWindow& window) {
            for (QAction* action : window.findChildren<QAction*>())
                if (action->text().remove('&') == "Search among alternatives")
                    return action;
            return static_cast<QAction*>(nullptr);
        };
        for (const bool isOn : {false, true}) {
            {
                ui::TimelineController controller;
                ui::MainWindow window(controller);
                QAction* entry = searchEntry(window);
                QVERIFY(entry != nullptr && entry->isChecked() == !isOn && controller.searches() == !isOn);
                entry->trigger();
                QCOMPARE(controller.searches(), isOn);
            }
            QCOMPARE(ui::ProgramSettings().searches(), isOn);
            ui::TimelineController controller;
            const ui::MainWindow window(controller);
            QCOMPARE(controller.searches(), isOn);
        }
    }

    void rememberedValuesReachTheDisk() {
        for (int i = 0; i <= 100; ++i) {
            ui::remember("test/count", i);
            QCOMPARE(ui::remembered("test/count").toInt(), i);
        }
        QCOMPARE(ui::remembered("test/missing", 7).toInt(), 7);
        // Not through QSettings, which would see what is still in memory.
        QTRY_VERIFY(linesIn(settingsFolder_.path()).contains("count=100"));
        QCOMPARE(ui::remembered("test/count").toInt(), 100);
    }

    void whatIsRememberedLastIsWrittenAtTheEnd() {
        if (test::isOwnProcess()) {
            QCOMPARE(ui::remembered("end/missing", 1).toInt(), 1); // the first that this process knows of settings
            for (int i = 0; i < kRememberedAtTheEnd; ++i)
                ui::remember(QString("end/value%1").arg(i), i);
            return;
        }
        const QTemporaryDir folder;
        const test::OwnProcessResult result = test::runAgainInOwnProcess(folder.path());
        QVERIFY2(result.hasPassed, result.output.constData());
        const QByteArrayList lines = linesIn(folder.path());
        for (int i = 0; i < kRememberedAtTheEnd; ++i)
            QVERIFY2(lines.contains(QString("value%1=%1").arg(i).toUtf8()), qPrintable(QString::number(i)));
    }

    void theWindowComesBackWhereItWas() {
        QSize size;
        QList<int> sizes;
        {
            test::WindowFixture fixture;
            new ui::WindowState(fixture.window());
            fixture.window().resize(761, 703); // smaller than the offscreen screen, which is 800 x 800
            auto* middle = fixture.window().findChild<QSplitter*>("middle");
            middle->setSizes({400, 300});
            QCoreApplication::processEvents();
            size = fixture.window().size();
            sizes = middle->sizes();
            fixture.window().close();
        }
        test::WindowFixture fixture;
        new ui::WindowState(fixture.window());
        QCoreApplication::processEvents();
        QCOMPARE(fixture.window().size(), size);
        QCOMPARE(fixture.window().findChild<QSplitter*>("middle")->sizes(), sizes);
    }

    void themesChangeWhileItRuns() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Appearance appearance(*qApp);
        appearance.choose(ui::ThemeChoice::dark);
        QCoreApplication::processEvents();
        const QImage dark = fixture.window().grab().toImage();
        appearance.choose(ui::ThemeChoice::light);
        QVERIFY(!appearance.isDark());
        QCoreApplication::processEvents();
        const QImage light = fixture.window().grab().toImage();
        // Nothing stays dark: corners of the window, of a card, of the rack and of the transport.
        for (const QPoint& place : {QPoint(3, 60), QPoint(20, 200), QPoint(light.width() - 30, 300),
                                    QPoint(light.width() - 160, light.height() - 40)}) {
            QVERIFY2(light.pixelColor(place).lightness() > 180,
                     qPrintable(QString("%1, %2").arg(place.x()).arg(place.y())));
            QVERIFY(dark.pixelColor(place).lightness() < 80);
        }
        appearance.choose(ui::ThemeChoice::dark);
    }

    void filesAreDroppedAnywhere() {
        test::WindowFixture fixture;
        const auto slots = fixture.window().findChildren<ui::SoundSlot*>();
        QCOMPARE(slots.size(), 2);
        QVERIFY(test::dropFiles(*slots[1], {fixture.path("target.wav")}));
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(fixture.controller().hasTarget() && !fixture.controller().hasInput());
        QVERIFY(test::dropFiles(fixture.window(), {fixture.path("dry.wav")}));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().inputName(), QString("dry.wav"));
        QVERIFY(fixture.controller().timeline() != nullptr);
        QVERIFY(test::dropFiles(fixture.window(), {fixture.path("target.wav"), fixture.path("dry.wav")}));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().inputName(), QString("target.wav"));
        QVERIFY(test::dropFiles(*slots[0],
                                {fixture.path("dry.wav"), fixture.path("target.wav")})); // a pair, wherever it falls
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().inputName(), QString("dry.wav"));
        QCOMPARE(fixture.controller().targetName(), QString("target.wav"));
        effects::writeChainFile(fixture.path("chain.stepwise.json").toStdString(),
                                {.steps = {effects::defaultStep(effects::EffectId::phaser)}});
        QVERIFY(test::dropFiles(*slots[0], {fixture.path("chain.stepwise.json")}));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().work().round().steps.size(), std::size_t{1});
    }

    void badFilesDroppedGetASentence_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        const QByteArray noise(5000, '\x5a');
        QTest::newRow("empty") << "bad.wav" << QByteArray();
        QTest::newRow("text") << "bad.wav" << QByteArray("no sound at all");
        QTest::newRow("header only") << "bad.wav" << QByteArray("RIFF\x24\x00\x00\x00WAVEfmt ", 16);
        QTest::newRow("noise for FLAC") << "bad.flac"
                                        << "fLaC" + noise;
        QTest::newRow("noise for AIFF") << "bad.aiff"
                                        << "FORM" + noise;
        QTest::newRow("noise for MP3") << "bad.mp3" << noise;
        QTest::newRow("no sound's name") << "bad.pdf" << noise;
        QTest::newRow("empty session") << "bad.stepwise" << QByteArray();
        QTest::newRow("noise for a session") << "bad.stepwise" << noise;
        QTest::newRow("session from the future") << "bad.stepwise" << QByteArray("STEPWISE\x63\x00\x00\x00", 12);
        QTest::newRow("noise for a chain") << "bad.stepwise.json" << noise;
    }
    void badFilesDroppedGetASentence() {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QFile file(fixture.path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QVERIFY(test::dropFiles(fixture.window(), {file.fileName()}));
        QVERIFY(fixture.waitUntilIdle());
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QVERIFY2(fixture.window().messageText().contains(name), qPrintable(fixture.window().messageText()));
        QCOMPARE(fixture.controller().targetName(), QString("target.wav"));
        QVERIFY(fixture.controller().timeline() != nullptr);
    }

    void whatIsNoFileIsRefusedWhenDropped() {
        test::WindowFixture fixture;
        QMimeData text;
        text.setText("hello");
        QMimeData empty;
        empty.setUrls({});
        QMimeData remote;
        remote.setUrls({QUrl("https://example.org/sound.wav")});
        for (const QMimeData* data : {&text, &empty, &remote}) {
            QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, data, Qt::LeftButton, Qt::NoModifier);
            enter.ignore();
            QCoreApplication::sendEvent(&fixture.window(), &enter);
            QVERIFY(!enter.isAccepted());
        }
    }

    void audioSettingsSayWhatIsThere() {
        test::WindowFixture fixture;
        ui::AudioSettingsPage page(fixture.window().audition());
        const QSignalSpy chosen(&page, &ui::AudioSettingsPage::outputChosen);
        const auto boxes = page.findChildren<QComboBox*>();
        QCOMPARE(boxes.size(), 3);
        QComboBox* buffer = boxes[2];
        buffer->setCurrentIndex(buffer->findData(128));
        Q_EMIT buffer->activated(buffer->currentIndex());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(fixture.window().audition().output().bufferFrames, 128);
    }

    void severalMessagesAreAllSeenUntilSomethingNewIsAsked() {
        ui::MessageBar bar;
        bar.say("One.");
        bar.say("Two.");
        bar.say("One.");
        QCOMPARE(bar.text(), QString("One.\nTwo."));
        for (const char* sentence : {"Three.", "Four."})
            bar.say(sentence);
        QCOMPARE(bar.text(), QString("Two.\nThree.\nFour."));
        bar.clear();
        QVERIFY(bar.text().isEmpty() && bar.isHidden());
        test::WindowFixture fixture;
        fixture.controller().loadInput(fixture.path("nothing.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(!fixture.window().messageText().isEmpty());
        QVERIFY(fixture.loadPair());
        QVERIFY2(!fixture.window().messageText().contains("nothing.wav"), qPrintable(fixture.window().messageText()));
    }

    void noFileIsReplacedWithoutAQuestion() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("song");
        QWidget window;
        QCOMPARE(ui::withExtension(path, ".stepwise", window), path + ".stepwise");
        QCOMPARE(ui::withExtension(path + ".stepwise", ".stepwise", window), path + ".stepwise");
        QVERIFY(ui::withExtension({}, ".stepwise", window).isEmpty());
        QFile file(path + ".stepwise");
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const bool isReplaced : {false, true}) {
            QTimer::singleShot(0, &window, [isReplaced] {
                auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                question->button(isReplaced ? QMessageBox::Yes : QMessageBox::Cancel)->click();
            });
            QCOMPARE(!ui::withExtension(path, ".stepwise", window).isEmpty(), isReplaced);
        }
    }

    void closingDuringWorkLeavesNothingBehind() {
        {
            test::WindowFixture first; // libraries start threads of their own, once
            QVERIFY(first.loadPair());
            QVERIFY(first.suggestAll());
        }
        const int before = test::threadCount();
        auto fixture = std::make_unique<test::WindowFixture>();
        QVERIFY(fixture->loadPair());
        fixture->controller().suggestAll();
        QVERIFY(test::threadCount() > before);
        fixture.reset();
        QTRY_COMPARE(test::threadCount(), before);
    }
};

QTEST_MAIN(MannersTest)
#include "manners_test.moc"

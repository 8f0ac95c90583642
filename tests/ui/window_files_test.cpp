// Files in the window: what a start opens, recent sounds, exports, saving while the window closes.
#include "support/full_disk.h"
#include "support/full_work.h"
#include "support/window_fixture.h"
#include "ui/audition.h"
#include "ui/empty_timeline.h"
#include "ui/file_path.h"
#include "ui/session.h"
#include "ui/sound_slot.h"
#include "ui/timeline_view.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QThread>

#include <algorithm>
#include <atomic>

using namespace stepwise;

class WindowFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir settingsFolder_;

    /// Answers every question with Cancel.
    class QuestionCounter {
    public:
        QuestionCounter() {
            timer_.start(10);
            QObject::connect(&timer_, &QTimer::timeout, [this] {
                if (auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                    ++count_;
                    question->button(QMessageBox::Cancel)->click();
                }
            });
        }
        int count() const { return count_; }

    private:
        QTimer timer_;
        int count_ = 0;
    };

    static QAction* action(const QWidget& window, const char* keys) {
        for (QAction* action : window.findChildren<QAction*>())
            if (action->shortcuts().contains(QKeySequence(keys)))
                return action;
        return nullptr;
    }

    static QAction* entry(const QMenu& menu, const QString& text) {
        for (QAction* action : menu.actions())
            if (action->text() == text)
                return action;
        return nullptr;
    }

    /// Presses a button of every question that begins with `text`, and accepts what file dialogs propose.
    class Answerer {
    public:
        explicit Answerer(const QString& button, const QString& text = {}) {
            timer_.start(10);
            QObject::connect(&timer_, &QTimer::timeout, [this, button, text] {
                if (auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget()))
                    static_cast<QDialog*>(dialog)->accept();
                auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                if (question == nullptr || !question->text().startsWith(text))
                    return;
                for (QAbstractButton* one : question->buttons())
                    if (one->text() == button) {
                        ++count_;
                        text_ = question->text();
                        one->click();
                        return;
                    }
            });
        }
        int count() const { return count_; }
        QString text() const { return text_; }

    private:
        QTimer timer_;
        int count_ = 0;
        QString text_;
    };

    static const QMenu& fileMenu(test::WindowFixture& fixture) {
        return *fixture.window().menuBar()->actions().first()->menu();
    }

    static QAbstractButton* button(const QWidget& parent, const QString& text) {
        for (auto* button : parent.findChildren<QAbstractButton*>())
            if (button->text() == text)
                return button;
        return nullptr;
    }

    static bool says(const QWidget& parent, const QString& text) {
        return std::ranges::any_of(parent.findChildren<QLabel*>(),
                                   [&](const QLabel* label) { return label->text().contains(text); });
    }

    /// The path that an entry's dialog proposes; `chosen` answers it.
    static QString proposed(QAction* entry, const QString& chosen = {}) {
        QString path;
        QTimer::singleShot(0, entry, [&] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            path = dialog->selectedFiles().value(0);
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(chosen);
            if (chosen.isEmpty())
                dialog->reject();
            else
                static_cast<QDialog*>(dialog)->accept();
        });
        entry->trigger();
        return path;
    }

    /// Long enough to be still under way when the window is closed.
    static void exportLongSound(test::WindowFixture& fixture, const QString& path) {
        fixture.controller().exportSound(test::noise(0.5, 4'000'000), "the sound", path);
    }

    static bool addDemo(test::WindowFixture& fixture) {
        bool isMade = QDir(fixture.path("")).mkpath("demos/1");
        for (const char* name : {"dry.wav", "target.wav"})
            isMade = isMade && QFile::copy(fixture.path(name), fixture.path("demos/1/") + name);
        QFile text(fixture.path("demos/1/demo.json"));
        isMade = isMade && text.open(QIODevice::WriteOnly) &&
                 text.write(R"({"title": "1. First", "description": "Which effect?"})") > 0;
        text.close();
        fixture.window().addDemos(fixture.path("demos"));
        return isMade;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Stepwise");
        QCoreApplication::setApplicationName("Stepwise files test");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settingsFolder_.path());
    }

    void whatIsExportedIsNamed() {
        test::WindowFixture fixture;
        QAction* exportResult = action(fixture.window(), "Ctrl+E");
        QAction* exportHeard = action(fixture.window(), "Ctrl+Shift+E");
        QVERIFY(fixture.loadPair());
        QVERIFY(!exportResult->isEnabled() && exportHeard->isEnabled());
        QVERIFY(fixture.suggestAll());
        ui::Audition& audition = fixture.window().audition();
        const auto proposedName = [](QAction* entry) { return QFileInfo(proposed(entry)).fileName(); };
        QCOMPARE(proposedName(exportResult), QString("target result.wav"));
        for (const auto& [place, name] :
             std::initializer_list<std::pair<int, const char*>>{{ui::kInputPlace, "target input.wav"},
                                                                {1, "target step 2.wav"},
                                                                {ui::kTargetPlace, "target target.wav"}}) {
            audition.listen(place);
            QCOMPARE(proposedName(exportHeard), QString(name));
        }
    }

    void theLastFolderIsProposed() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        QVERIFY(QDir(fixture.path("")).mkpath("mine"));
        QAction* save = action(fixture.window(), "Ctrl+S");
        QCOMPARE(QFileInfo(proposed(save, fixture.path("mine/work"))).fileName(), QString("target.stepwise"));
        QTRY_COMPARE(fixture.window().session().path(), fixture.path("mine/work.stepwise"));
        QCOMPARE(proposed(action(fixture.window(), "Ctrl+Shift+S")), fixture.path("mine/work.stepwise"));
        QCOMPARE(proposed(action(fixture.window(), "Ctrl+E")), fixture.path("mine/work result.wav"));
        QCOMPARE(proposed(entry(fileMenu(fixture), "Save c&hain …")), fixture.path("mine/work.stepwise.json"));
    }

    void theResultIsExportedWhateverIsHeard() {
        test::WindowFixture fixture;
        core::AudioBuffer quiet = core::readAudioFile(fixture.path("target.wav").toStdString()).audio;
        core::applyGain(quiet, 0.5F);
        core::writeAudioFile(fixture.path("target.wav").toStdString(), quiet);
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        fixture.window().audition().listen(ui::kInputPlace);
        QTimer::singleShot(0, &fixture.window(), [&] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            const QString filter = dialog->nameFilters().value(0);
            QVERIFY2(filter.contains("*.wav") && !filter.contains("*.mp3"), qPrintable(filter));
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(fixture.path("mine"));
            static_cast<QDialog*>(dialog)->accept();
        });
        action(fixture.window(), "Ctrl+E")->trigger();
        QVERIFY(fixture.waitUntilIdle());
        const QString path = fixture.path("mine.wav"); // a name without an extension gets one
        const int last = static_cast<int>(fixture.controller().work().round().steps.size()) - 1;
        // What the saved chain makes of the input, its trim included.
        const effects::Chain chain = fixture.controller().timeline()->chain();
        core::AudioBuffer expected = *fixture.controller().soundAt(last).load();
        core::applyGain(expected, static_cast<float>(std::pow(10.0, chain.trimDb / 20.0)));
        QVERIFY(std::abs(chain.trimDb) > 0.1);
        QVERIFY(core::readAudioFile(path.toStdString()).audio == expected);
        QVERIFY2(fixture.window().messageText().contains("the result to " + path + ", with the chain's trim"),
                 qPrintable(fixture.window().messageText()));
    }

    void aWindowClosedWhileItSavesAsksNothing() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        const QuestionCounter questions;
        fixture.window().session().save(fixture.path("work.stepwise"));
        fixture.window().close();
        QVERIFY(fixture.window().isVisible());
        QTRY_VERIFY(!fixture.window().isVisible());
        QCOMPARE(questions.count(), 0);
        QVERIFY(QFile::exists(fixture.path("work.stepwise")));
    }

    void aWindowStaysOpenIfItsSaveFails() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        const QuestionCounter questions;
        fixture.window().session().save("/nowhere/work.stepwise");
        fixture.window().close();
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QCoreApplication::processEvents();
        QVERIFY(fixture.window().isVisible());
        QVERIFY(fixture.window().messageText().contains("/nowhere"));
        fixture.window().close();
        QCOMPARE(questions.count(), 1);
    }

    void anAutomaticSaveThatFailsDoesNotKeepTheWindow() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        ui::Session& session = fixture.window().session();
        QTRY_VERIFY(!session.isBusy());
        const QDir autosaves = QFileInfo(session.autosaveFile()).dir();
        QVERIFY(QDir(autosaves).removeRecursively());
        session.autosaveNow();
        session.save(fixture.path("work.stepwise"));
        fixture.window().close();
        QVERIFY(fixture.window().isVisible());
        QTRY_VERIFY(!fixture.window().isVisible());
        QVERIFY(autosaves.mkpath("."));
        QVERIFY2(fixture.window().messageText().contains("could not be saved automatically"),
                 qPrintable(fixture.window().messageText()));
    }

    void aWindowClosedWhileItExportsWaits() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        exportLongSound(fixture, fixture.path("long.wav"));
        fixture.window().close();
        QVERIFY(fixture.window().isVisible());
        QTRY_VERIFY(!fixture.window().isVisible());
        QVERIFY(!fixture.controller().isWorking());
        QCOMPARE(core::readAudioFile(fixture.path("long.wav").toStdString()).audio.frames(), std::size_t{4'000'000});
    }

    void unsavedWorkIsAskedForOnceTheExportIsWritten() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair() && fixture.suggestAll());
        exportLongSound(fixture, fixture.path("long.wav"));
        QVERIFY(!fixture.window().close());
        QVERIFY(fixture.window().messageText().contains("once the file is written"));
        QTimer answers;
        connect(&answers, &QTimer::timeout, this, [] {
            if (auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget()))
                question->button(QMessageBox::Discard)->click();
        });
        answers.start(10);
        QTRY_VERIFY(!fixture.window().isVisible());
        QVERIFY(!fixture.controller().isWorking());
    }

    void aWindowThatWaitsForAnExportKeepsUnsavedWorkIfItMustClose() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair() && fixture.suggestAll());
        exportLongSound(fixture, fixture.path("long.wav"));
        QVERIFY(!fixture.window().close());
        fixture.window().closeUnasked();
        QVERIFY(!fixture.window().isVisible());
        const QString left = fixture.window().session().autosaveFile();
        fixture.makeWindow();
        QVERIFY(QFile::remove(left));
    }

    void aWindowStaysOpenIfItsExportFails() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        {
            const test::FullDisk full(200'000);
            exportLongSound(fixture, fixture.path("long.wav"));
            fixture.window().close();
            QVERIFY(fixture.waitUntilIdle());
        }
        QVERIFY(fixture.window().isVisible());
        QVERIFY2(fixture.window().messageText().contains("long.wav"), qPrintable(fixture.window().messageText()));
        fixture.window().close();
        QVERIFY(!fixture.window().isVisible());
    }

    void aWindowThatMustCloseAsksNothing() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.suggestAll());
        const QuestionCounter questions;
        fixture.window().closeUnasked();
        QVERIFY(!fixture.window().isVisible());
        QCOMPARE(questions.count(), 0);
        const QString left = fixture.window().session().autosaveFile();
        fixture.makeWindow();
        const QList<ui::Leftover> leftovers = fixture.window().session().leftovers();
        const auto isLeft = [&](const ui::Leftover& leftover) { return leftover.file == left; };
        QVERIFY(std::ranges::any_of(leftovers, isLeft));
        QVERIFY(QFile::remove(left));
    }

    void filesThatAreLeftOutAreNamed() {
        test::WindowFixture fixture;
        const QStringList files = {fixture.path("dry.wav"), fixture.path("target.wav"), fixture.path("c.wav")};
        QVERIFY(test::dropFiles(fixture.window(), files));
        QVERIFY(fixture.waitUntilIdle());
        const QString dropped = "Only two sounds can be opened at once: dry.wav and target.wav are input and target; "
                                "c.wav was left out.";
        QVERIFY2(fixture.window().messageText().contains(dropped), qPrintable(fixture.window().messageText()));
        fixture.window().openAtStart({.input = files[0], .target = files[1], .files = {"a.wav", files[2]}});
        QVERIFY(fixture.waitUntilIdle());
        const QString given = "The sounds are those of --input and --target; a.wav, c.wav were left out.";
        QVERIFY2(fixture.window().messageText().contains(given), qPrintable(fixture.window().messageText()));
        ui::StoredSounds sounds;
        ui::writeSession(fixture.path("work.stepwise").toStdString(), {}, sounds);
        fixture.window().openFiles({fixture.path("work.stepwise"), files[2]});
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QCOMPARE(fixture.window().messageText(), QString("c.wav was left out."));
    }

    void namesAreShownAsTheyAre() {
        test::WindowFixture fixture;
        fixture.window().session().save(fixture.path("mine & yours.stepwise"));
        QTRY_VERIFY(!fixture.window().session().isBusy());
        auto* recent = entry(fileMenu(fixture), "Open &recent")->menu();
        Q_EMIT recent->aboutToShow();
        QVERIFY(entry(*recent, "mine && yours.stepwise") != nullptr);
        fixture.window().showMessage("<b>x</b>.wav: is no sound.");
        const auto labels = fixture.window().findChildren<QLabel*>();
        const auto said =
            std::ranges::find_if(labels, [](QLabel* label) { return label->text().contains("<b>x</b>"); });
        QVERIFY(said != labels.end());
        QCOMPARE((*said)->textFormat(), Qt::PlainText);
    }

    void cancelByKeyGivesUpOpening() {
        test::WindowFixture fixture;
        ui::StoredSounds sounds;
        ui::writeSession(fixture.path("work.stepwise").toStdString(), {}, sounds);
        const QSignalSpy opened(&fixture.window().session(), &ui::Session::opened);
        fixture.window().openSession(fixture.path("work.stepwise"));
        QVERIFY(fixture.window().session().canCancel());
        action(fixture.window(), "Esc")->trigger();
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QCOMPARE(opened.size(), 0);
        QVERIFY(action(fixture.window(), "Ctrl+Q") != nullptr);
    }

    void recentSoundsAreOffered() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        fixture.controller().loadInput(fixture.path("dry.wav"));
        QVERIFY(fixture.waitUntilIdle());
        const auto slots = fixture.window().findChildren<ui::SoundSlot*>();
        for (ui::SoundSlot* slot : slots) {
            Q_EMIT slot->menu()->aboutToShow();
            QVERIFY(entry(*slot->menu(), "dry.wav") != nullptr && entry(*slot->menu(), "target.wav") != nullptr);
        }
        entry(*slots[1]->menu(), "dry.wav")->trigger();
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().targetName(), QString("dry.wav"));
        QVERIFY(QFile::remove(fixture.path("target.wav")));
        Q_EMIT slots[0]->menu()->aboutToShow();
        QVERIFY(entry(*slots[0]->menu(), "target.wav") == nullptr);
        for (int i = 0; i < 12; ++i) {
            const QString path = fixture.path(QString("sound %1.wav").arg(i));
            QVERIFY(QFile::copy(fixture.path("dry.wav"), path));
            fixture.controller().loadInput(path);
            QVERIFY(fixture.waitUntilIdle());
        }
        Q_EMIT slots[0]->menu()->aboutToShow();
        QVERIFY(entry(*slots[0]->menu(), "sound 11.wav") != nullptr &&
                entry(*slots[0]->menu(), "sound 2.wav") != nullptr);
        QVERIFY(entry(*slots[0]->menu(), "sound 1.wav") == nullptr);
    }

    void anEmptyWindowSaysWhatIsMissing() {
        test::WindowFixture fixture;
        QVERIFY(addDemo(fixture));
        auto& empty = fixture.window().timelineView().emptyTimeline();
        QVERIFY(empty.isVisible());
        QVERIFY(says(empty, "Choose a dry sound and a target"));
        QVERIFY(button(empty, "Open &input …") != nullptr && button(empty, "Open &target …") != nullptr);
        fixture.controller().loadTarget(fixture.path("target.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(empty.isVisible() && says(empty, "Now choose the input"));
        fixture.window().session().startNew();
        fixture.controller().loadInput(fixture.path("dry.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(empty.isVisible() && says(empty, "Now choose the target"));
        QTest::mouseClick(button(empty, "1. First"), Qt::LeftButton);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(!empty.isVisible() && fixture.controller().timeline() != nullptr);
        QCOMPARE(fixture.controller().targetName(), QString("target.wav"));
    }

    void aDemoSaysWhatToDoFirstUnlessItIsRefused() {
        test::WindowFixture fixture;
        QVERIFY(addDemo(fixture));
        fixture.window().openAtStart({});
        QVERIFY2(fixture.window().messageText().contains("Which effect? Press Suggest"),
                 qPrintable(fixture.window().messageText()));
        QVERIFY(fixture.waitUntilIdle());
        auto* slot = fixture.window().findChildren<ui::SoundSlot*>()[1];
        Q_EMIT slot->menu()->aboutToShow();
        for (const QAction* one : slot->menu()->actions())
            QVERIFY(one->toolTip() != fixture.path("demos/1/dry.wav"));
        std::atomic<bool> mayEnd = false;
        fixture.controller().start("Working", [&](const effects::Progress&) {
            while (!mayEnd)
                QThread::msleep(5);
            return ui::BackgroundWorker::Delivery();
        });
        entry(*slot->menu(), "1. First")->trigger();
        const QString message = fixture.window().messageText();
        mayEnd = true;
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY2(!message.contains("Which effect?"), qPrintable(message));
    }

    void theStartSaysWhatIsMissing() {
        test::WindowFixture fixture;
        const QString autosaves = QFileInfo(fixture.window().session().autosaveFile()).path();
        QFile hurt(autosaves + "/hurt.stepwise");
        QVERIFY(hurt.open(QIODevice::WriteOnly) && hurt.write("nothing of use") > 0);
        hurt.close();
        fixture.window().openAtStart({.output = {"ALSA", "Unplugged", 512}, .files = {fixture.path("dry.wav")}});
        QVERIFY(hurt.remove());
        QVERIFY(fixture.waitUntilIdle());
        for (const char* word : {"Unplugged", "hurt.stepwise"})
            QVERIFY2(fixture.window().messageText().contains(word), qPrintable(fixture.window().messageText()));
        QCOMPARE(fixture.controller().inputName(), QString("dry.wav"));
    }

    void filesThatRecoveryReplacesAreNamed() {
        test::WindowFixture fixture;
        const QString autosaves = QFileInfo(fixture.window().session().autosaveFile()).path();
        ui::StoredSounds sounds;
        ui::writeSession((autosaves + "/left.stepwise").toStdString(), {}, sounds);
        QTimer::singleShot(0, &fixture.window(), [] {
            for (QAbstractButton* button : qobject_cast<QMessageBox*>(QApplication::activeModalWidget())->buttons())
                if (button->text() == "Recover")
                    button->click();
        });
        fixture.window().openAtStart({.files = {fixture.path("dry.wav")}});
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QVERIFY(!fixture.controller().hasInput());
        QVERIFY2(fixture.window().messageText().contains("were not opened"),
                 qPrintable(fixture.window().messageText()));
        QFile::remove(fixture.window().session().autosaveFile());
    }

    /// Another window, or another machine through a shared folder, saved it meanwhile.
    void whatSomebodyElseSavedIsAskedAbout_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("keepsTheirs");
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("keep both") << "&Keep both …" << true << true;
        QTest::newRow("overwrite") << "&Overwrite" << false << true;
        QTest::newRow("reload") << "&Reload" << true << false;
        QTest::newRow("cancel") << "Cancel" << true << false;
    }
    void whatSomebodyElseSavedIsAskedAbout() {
        QFETCH(QString, answer);
        QFETCH(bool, keepsTheirs);
        QFETCH(bool, isSaved);
        test::WindowFixture fixture;
        const QString path = fixture.path("work.stepwise");
        QVERIFY(fixture.loadPair() && fixture.suggestAll());
        ui::Session& session = fixture.window().session();
        session.save(path);
        QTRY_VERIFY(!session.isBusy());
        ui::Work theirs = fixture.controller().work();
        theirs.rounds[0].steps.resize(1);
        ui::StoredSounds sounds;
        ui::writeSession(ui::toPath(path), theirs, sounds);
        fixture.controller().removeStep(4);
        QVERIFY(fixture.waitUntilIdle());
        const std::size_t mine = fixture.controller().work().round().steps.size();
        const Answerer answerer(answer);
        action(fixture.window(), "Ctrl+S")->trigger();
        QTRY_COMPARE(answerer.count(), 1);
        QTRY_VERIFY(!session.isBusy());
        QVERIFY2(answerer.text().startsWith("work.stepwise has been changed elsewhere"), qPrintable(answerer.text()));
        const auto stepsIn = [](const QString& file) {
            return ui::readSession(ui::toPath(file)).work.rounds[0].steps.size();
        };
        QCOMPARE(stepsIn(path), keepsTheirs ? std::size_t{1} : mine);
        QCOMPARE(QFile::exists(fixture.path("work 2.stepwise")), keepsTheirs && isSaved);
        if (keepsTheirs && isSaved)
            QCOMPARE(stepsIn(fixture.path("work 2.stepwise")), mine);
        const bool isReloaded = answer == "&Reload";
        QCOMPARE(session.needsSaving(), !isSaved && !isReloaded);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().work().round().steps.size(), isReloaded ? std::size_t{1} : mine);
    }

    void aWindowThatClosesAsksAboutWhatSomebodyElseSaved() {
        test::WindowFixture fixture;
        const QString path = fixture.path("work.stepwise");
        QVERIFY(fixture.loadPair() && fixture.suggestAll());
        ui::Session& session = fixture.window().session();
        session.save(path);
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(QFile::remove(path));
        fixture.controller().removeStep(4);
        QVERIFY(fixture.waitUntilIdle());
        {
            const Answerer saves("Save");
            const Answerer cancels("Cancel", "work.stepwise is no longer there.");
            fixture.window().close();
            QTRY_COMPARE(cancels.count(), 1);
            QTest::qWait(100);
            QCOMPARE(saves.count(), 1);
            QVERIFY(fixture.window().isVisible() && !QFile::exists(path));
        }
        const Answerer saves("Save");
        const Answerer again("&Save again", "work.stepwise is no longer there.");
        fixture.window().close();
        QTRY_VERIFY(!fixture.window().isVisible());
        QVERIFY(QFile::exists(path));
    }

    /// Folder and names are Latin 1, as on old disks.
    void namesInOldEncodingsOpenAndSave() {
        test::WindowFixture fixture;
        const std::filesystem::path folder = ui::toPath(fixture.path("")) / "S\xFC\xDF";
        std::filesystem::create_directory(folder);
        std::filesystem::copy_file(ui::toPath(fixture.path("dry.wav")), folder / "caf\xE9.wav");
        std::filesystem::copy_file(ui::toPath(fixture.path("target.wav")), folder / "t\xE4rget.wav");
        const QString dry = ui::fromPath(folder / "caf\xE9.wav");
        const QString target = ui::fromPath(folder / "t\xE4rget.wav");
        fixture.window().openAtStart({.input = dry, .target = target});
        QTRY_VERIFY(fixture.controller().timeline() != nullptr);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().inputName(), QString::fromUtf8("caf\uFFFD.wav"));
        QVERIFY2(fixture.window().messageText().isEmpty(), qPrintable(fixture.window().messageText()));
        QVERIFY(fixture.suggestAll());
        const int last = static_cast<int>(fixture.controller().work().round().steps.size()) - 1;
        fixture.window().exportResult(ui::fromPath(folder / "r\xE9sult.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(core::readAudioFile(folder / "r\xE9sult.wav").audio.frames(),
                 fixture.controller().soundAt(last).load()->frames());
        QVERIFY2(fixture.window().messageText().contains(QString::fromUtf8("S\uFFFD\uFFFD/r\uFFFDsult.wav")),
                 qPrintable(fixture.window().messageText()));
        const QString chain = ui::fromPath(folder / "ch\xE4in.stepwise.json");
        fixture.controller().saveChain(chain);
        QVERIFY(std::filesystem::exists(ui::toPath(chain)));
        fixture.window().openFiles({chain});
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().work().round().steps.size(), static_cast<std::size_t>(last) + 1);
        const QString work = ui::fromPath(folder / "w\xF6rk.stepwise");
        fixture.window().session().save(work);
        QTRY_VERIFY(!fixture.window().session().isBusy());
        QCOMPARE(fixture.window().windowTitle(), QString::fromUtf8("w\uFFFDrk.stepwise[*] – Stepwise"));
        fixture.window().session().startNew();
        fixture.window().openFiles({work});
        QTRY_COMPARE(fixture.window().session().path(), work);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(QFileInfo(proposed(action(fixture.window(), "Ctrl+Shift+S"))).fileName(), QString("w_rk.stepwise"));
    }

    void filesOfOldEncodingsAreDropped() {
        test::WindowFixture fixture;
        const std::filesystem::path file = ui::toPath(fixture.path("")) / "caf\xE9 100%.wav";
        std::filesystem::copy_file(ui::toPath(fixture.path("dry.wav")), file);
        const QByteArray address = "file://" + QByteArray::fromStdString(file.native()).toPercentEncoding("/");
        QVERIFY(test::dropAddresses(fixture.window(), {QUrl::fromEncoded(address)}));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().inputName(), QString::fromUtf8("caf\uFFFD 100%.wav"));
        auto* slot = fixture.window().findChildren<ui::SoundSlot*>()[1];
        QVERIFY(test::dropAddresses(*slot, {QUrl::fromEncoded(address)}));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().targetName(), QString::fromUtf8("caf\uFFFD 100%.wav"));
        // Among the recent sounds, too.
        slot->menu()->popup({});
        slot->menu()->close();
        QAction* recent = nullptr;
        for (QAction* one : slot->menu()->actions())
            if (one->text() == fixture.controller().targetName())
                recent = one;
        QVERIFY(recent != nullptr);
        fixture.controller().loadTarget(fixture.path("target.wav"));
        QVERIFY(fixture.waitUntilIdle());
        recent->trigger();
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().targetName(), QString::fromUtf8("caf\uFFFD 100%.wav"));
    }
};

QTEST_MAIN(WindowFilesTest)
#include "window_files_test.moc"

// The whole main job in the real window with the real networks, by mouse and keyboard, while a watchdog measures how
// long the window's thread is kept from its events.
#include "core/audio_file.h"
#include "models/predictor.h"
#include "support/jack_server.h"
#include "support/own_process.h"
#include "support/window_fixture.h"
#include "support/work_while_playing.h"
#include "ui/audition.h"
#include "ui/knob.h"
#include "ui/main_window.h"
#include "ui/rack_panel.h"
#include "ui/session.h"
#include "ui/sound_card.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"

#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <chrono>
#include <fstream>
#include <limits>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace stepwise;
using namespace stepwise::ui;

namespace {

constexpr double kLongestBlockMs = 50.0;
constexpr int kWalks = 3;
const QString kBlockedSentence = "longest time without an answer:";

/// Time that the calling process's thread `tid` was ready to run but had to wait for a processor, in ms.
double waitedForProcessorMs(long tid) {
    std::ifstream stream("/proc/self/task/" + std::to_string(tid) + "/schedstat");
    double ran = 0.0;
    double waited = 0.0;
    stream >> ran >> waited;
    return waited / 1e6;
}

/// Asks the window's thread for an answer again and again, and keeps the longest wait. Other programs that keep the
/// processors busy do not count.
class Watchdog : public QObject {
public:
    Watchdog() : tid_(::syscall(SYS_gettid)), thread_([this] { watch(); }) {}
    ~Watchdog() override {
        stops_ = true;
        thread_.join();
    }
    double longestMs() const { return longestMs_; }

private:
    using Clock = std::chrono::steady_clock;

    void watch() {
        while (!stops_) {
            auto answeredAt = std::make_shared<std::atomic<Clock::time_point>>(Clock::time_point());
            const double waitedBefore = waitedForProcessorMs(tid_);
            QMetaObject::invokeMethod(
                this, [answeredAt] { *answeredAt = Clock::now(); }, Qt::QueuedConnection);
            const Clock::time_point askedAt = Clock::now(); // this thread may have waited before
            while (answeredAt->load() == Clock::time_point() && !stops_)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            const double took = std::chrono::duration<double, std::milli>(answeredAt->load() - askedAt).count();
            longestMs_ = std::max(longestMs_.load(), took - (waitedForProcessorMs(tid_) - waitedBefore));
        }
    }

    long tid_;
    std::atomic<bool> stops_ = false;
    std::atomic<double> longestMs_ = 0.0;
    std::thread thread_;
};

} // namespace

class WalkTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::JackServer> server_; // outlives those who play on it
    std::unique_ptr<TimelineController> controller_;
    std::unique_ptr<MainWindow> window_;
    std::vector<WorkStep> suggested_;
    effects::Step tweaked_;

    void waitUntilIdle() {
        for (int i = 0; i < 2; ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy() && !window_->session().isBusy(), 60000);
            QTest::qWait(20);
        }
    }

    void selectCard(int place) {
        QTest::mouseClick(window_->timelineView().cards()[place], Qt::LeftButton, {}, QPoint(30, 12));
    }

    void key(Qt::Key code, Qt::KeyboardModifiers keys = Qt::NoModifier) {
        // A popup that closed leaves no window active where there is no window manager.
        QApplication::setActiveWindow(window_.get());
        QTest::keyClick(window_.get(), code, keys);
        waitUntilIdle();
    }

    /// Enters a file name into the dialog that the shortcut opens.
    void keyWithFileDialog(Qt::Key code, const QString& path) {
        QTimer poll; // the dialog runs its own event loop inside key()
        connect(&poll, &QTimer::timeout, this, [&] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (dialog == nullptr)
                return;
            poll.stop();
            // In one piece: letter by letter, the list of completions may open and take the Return key for itself.
            auto* name = dialog->findChild<QLineEdit*>();
            QGuiApplication::clipboard()->setText(path);
            QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClick(name, Qt::Key_V, Qt::ControlModifier);
            QTest::keyClick(name, Qt::Key_Return);
        });
        poll.start(50);
        key(code, Qt::ControlModifier);
    }

    /// A pair of one's own where the environment names one: STEPWISE_WALK_INPUT and STEPWISE_WALK_TARGET.
    static QStringList pair() {
        const QString demo = QStringLiteral(STEPWISE_SOURCE_DIR "/assets/demos/2-dirty-hall");
        return {qEnvironmentVariable("STEPWISE_WALK_INPUT", demo + "/dry.wav"),
                qEnvironmentVariable("STEPWISE_WALK_TARGET", demo + "/target.wav")};
    }

    const std::vector<WorkStep>& steps() const { return controller_->work().round().steps; }

    void load() {
        keyWithFileDialog(Qt::Key_I, pair()[0]);
        QVERIFY(controller_->hasInput());
        keyWithFileDialog(Qt::Key_T, pair()[1]);
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 60000);
        waitUntilIdle();
        QVERIFY(steps().empty());
    }

    void suggestAndListen() {
        key(Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!steps().empty());
        suggested_ = steps();
        const double error = controller_->timeline()->result()->measured.errors.mse;
        QVERIFY(error < controller_->timeline()->inputSound()->measured.errors.mse);
        const Audition& audition = window_->audition();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(audition.positionSeconds() > 0.0, 10000);
        key(Qt::Key_1);
        QCOMPARE(audition.place(), 0);
        key(Qt::Key_T);
        QCOMPARE(audition.place(), kTargetPlace);
        key(Qt::Key_Space);
        QVERIFY(!audition.isPlaying());
    }

    void tweakAndAskAgain() {
        selectCard(1);
        QCOMPARE(controller_->selectedStep(), 0);
        auto* knob = window_->rackPanel().findChild<Knob*>();
        QTest::mouseClick(knob, Qt::LeftButton);
        QVERIFY(knob->hasFocus());
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(knob, Qt::Key_PageDown);
        waitUntilIdle();
        tweaked_ = steps()[0].step;
        QVERIFY(tweaked_ != suggested_[0].step);
        key(Qt::Key_R, Qt::ControlModifier);
        QVERIFY(steps()[0].step == tweaked_);
    }

    void replaceAndUndo() {
        const std::size_t count = steps().size();
        // An effect is used once in a round: where all are, one has to make room for an alternative.
        const bool isFull = count == effects::kEffectCount;
        if (isFull) {
            selectCard(static_cast<int>(count));
            key(Qt::Key_Delete);
            QCOMPARE(steps().size(), count - 1);
        }
        selectCard(1);
        QVERIFY(!steps()[0].alternatives.empty());
        QTest::keyClick(window_.get(), Qt::Key_P);
        QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
        QWidget* menu = QApplication::activePopupWidget();
        QTest::keyClick(menu, Qt::Key_Down); // to the first that can be chosen
        QTest::keyClick(menu, Qt::Key_Return);
        waitUntilIdle();
        QVERIFY(steps()[0].step != tweaked_);

        key(Qt::Key_Z, Qt::ControlModifier); // the replacement
        QVERIFY(steps()[0].step == tweaked_);
        if (isFull)
            key(Qt::Key_Z, Qt::ControlModifier); // the removal
        QCOMPARE(steps().size(), count);
        key(Qt::Key_Z, Qt::ControlModifier); // asking again
        QCOMPARE(steps().size(), suggested_.size());
        QVERIFY(steps()[0].step == tweaked_);
    }

    void saveReopenAndExport() {
        const QTemporaryDir folder;
        const QString session = folder.filePath("walk.stepwise");
        keyWithFileDialog(Qt::Key_S, session);
        QVERIFY(QFile::exists(session));
        const core::AudioBuffer result = *controller_->timeline()->result()->audio.load();
        keyWithFileDialog(Qt::Key_O, session);
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 60000);
        waitUntilIdle();
        QCOMPARE(steps().size(), suggested_.size());
        QVERIFY(*controller_->timeline()->result()->audio.load() == result);

        const QString sound = folder.filePath("result.wav");
        key(Qt::Key_1);
        keyWithFileDialog(Qt::Key_E, sound);
        QVERIFY(core::readAudioFile(sound.toStdString()).audio.frames() > 0);
    }

    void prepare() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QSettings().clear();
        applyTheme(*qApp, darkTheme());
        controller_ = std::make_unique<TimelineController>();
        controller_->setPredictor(models::loadPredictor(models::defaultModelFolder()));
        server_ = std::make_unique<test::JackServer>(core::kAnalysisRateHz);
        QVERIFY2(server_->isRunning(), qPrintable(server_->log()));
        window_ = std::make_unique<MainWindow>(*controller_);
        QVERIFY(window_->audition().setOutput(test::jackOutput()));
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }

    void walk() {
        prepare();
        Watchdog watchdog;
        for (const auto part : {&WalkTest::load, &WalkTest::suggestAndListen, &WalkTest::tweakAndAskAgain,
                                &WalkTest::replaceAndUndo, &WalkTest::saveReopenAndExport}) {
            if (QTest::currentTestFailed())
                return;
            (this->*part)();
        }
        qInfo("%s %.1f ms", qPrintable(kBlockedSentence), watchdog.longestMs());
    }

private Q_SLOTS:
    /// A busy machine or disk (Qt's file dialog waits for it) may hold up one walk; what the program does shows in
    /// each, since each is the first of its process.
    void theMainJob() {
        if (test::isOwnProcess())
            return walk();
        double longestMs = std::numeric_limits<double>::infinity();
        for (int i = 0; i < kWalks && longestMs >= kLongestBlockMs; ++i) {
            const test::OwnProcessResult result = test::runAgainInOwnProcess();
            QVERIFY2(result.hasPassed, result.output.constData());
            const auto blocked = QRegularExpression(kBlockedSentence + " ([0-9.]+) ms").match(result.output);
            QVERIFY2(blocked.hasMatch(), result.output.constData());
            longestMs = std::min(longestMs, blocked.captured(1).toDouble());
            qInfo("%s", qPrintable(blocked.captured()));
        }
        QVERIFY(longestMs < kLongestBlockMs);
    }
};

QTEST_MAIN(WalkTest)
#include "walk_test.moc"

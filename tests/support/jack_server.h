// A sound server without hardware, so that what a program plays can be recorded sample for sample.
#pragma once

#include "core/audio_file.h"
#include "core/error.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QStringList>

#include <filesystem>
#include <optional>

namespace stepwise::test {

/// Which JACK server PortAudio finds. Call before a Player exists.
inline void chooseJackServer(const QString& serverName) {
    qputenv("JACK_DEFAULT_SERVER", serverName.toUtf8());
    qputenv("JACK_NO_START_SERVER", "1");
    qputenv("JACK_NO_AUDIO_RESERVATION", "1");
}

/// jackd with its dummy driver.
class JackServer {
public:
    enum class Clock {
        patient, ///< waits for every client, so that no buffer is lost however busy the machine is
        realTime ///< as a sound card would: late buffers are underruns; with real-time priority where that is allowed
    };

    explicit JackServer(double rateHz, int channels = 2, Clock clock = Clock::patient, int attempts = 3) {
        chooseJackServer(name());
        for (int i = 0; i < attempts && !isRunning_; ++i)
            start(rateHz, channels, clock);
    }
    ~JackServer() {
        // A killed server stays in JACK's register, which has eight places, until one of its name ends properly.
        if (isKilled_)
            start(44100.0, 2, Clock::patient);
        stop();
    }
    JackServer(const JackServer&) = delete;
    JackServer& operator=(const JackServer&) = delete;

    bool isRunning() const { return isRunning_; }
    /// The device goes; politely or not.
    void terminate() { stop(); }
    void kill() {
        isRunning_ = false;
        isKilled_ = true;
        process_.kill();
        process_.waitForFinished();
    }
    QString log() { return QString::fromUtf8(process_.readAll()); }
    static QString name() { return QString("stepwise%1").arg(QCoreApplication::applicationPid()); }

    /// What PortAudio plays in the coming seconds, or nothing if it could not be recorded.
    static std::optional<core::AudioBuffer> record(int seconds, const std::filesystem::path& file) {
        QProcess recorder;
        recorder.setProcessChannelMode(QProcess::MergedChannels);
        recorder.start("jack_rec", {"-f", QString::fromStdString(file.string()), "-d", QString::number(seconds), "-b",
                                    "24", "-B", "262144", "PortAudio:out_0", "PortAudio:out_1"});
        QElapsedTimer clock;
        clock.start();
        // The event loop runs on, so that tests can move and switch meanwhile.
        while (!recorder.waitForFinished(5) && recorder.state() != QProcess::NotRunning &&
               clock.elapsed() < 1000 * (seconds + 20))
            QCoreApplication::processEvents();
        if (recorder.state() != QProcess::NotRunning) {
            recorder.kill();
            recorder.waitForFinished();
            return std::nullopt;
        }
        if (recorder.exitStatus() != QProcess::NormalExit || !std::filesystem::exists(file))
            return std::nullopt;
        try {
            return core::readAudioFile(file).audio;
        } catch (const core::Error&) {
            return std::nullopt; // a starved recorder leaves a broken file
        }
    }

private:
    void start(double rateHz, int channels, Clock clock) {
        const QStringList server = clock == Clock::patient
                                       ? QStringList{"--sync", "--timeout", "10000", "--no-realtime"}
                                       : QStringList{"--realtime"};
        process_.setProcessChannelMode(QProcess::MergedChannels);
        process_.start("jackd", QStringList{"-n", name()} + server +
                                    QStringList{"-d", "dummy", "-r", QString::number(static_cast<int>(rateHz)), "-p",
                                                "128", "-P", QString::number(channels)});
        if (!process_.waitForStarted())
            return;
        QProcess wait;
        wait.start("jack_wait", {"-s", name(), "-w", "-t", "10"});
        isRunning_ = wait.waitForFinished(20000) && wait.exitCode() == 0 && process_.state() == QProcess::Running;
        if (!isRunning_)
            stop();
    }

    void stop() {
        isRunning_ = false;
        process_.terminate();
        if (process_.state() != QProcess::NotRunning && !process_.waitForFinished(5000)) {
            process_.kill();
            process_.waitForFinished();
        }
    }

    QProcess process_;
    bool isRunning_ = false;
    bool isKilled_ = false;
};

} // namespace stepwise::test

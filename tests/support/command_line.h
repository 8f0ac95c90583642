// stepwise-cli as its users run it.
#pragma once

#include <QProcess>
#include <QTest>

namespace stepwise::test {

struct Outcome {
    int code = -1;
    QByteArray output;
    QString error;
};

inline Outcome run(const QStringList& arguments,
                   const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(STEPWISE_CLI, arguments);
    process.waitForFinished(300000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

inline const QStringList kErrorKeys = {"mse", "mae", "mfcc", "lsd", "sc", "mr_stft"};

/// Exit code 2 and one sentence that has `part`.
inline void verifyRefused(const QStringList& arguments, const QString& part) {
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == 2,
             qPrintable(QString("%1: code %2, %3").arg(arguments.join(' ')).arg(outcome.code).arg(outcome.error)));
    QVERIFY2(outcome.error.contains(part), qPrintable(outcome.error));
    QVERIFY2(outcome.error.trimmed().count('\n') == 0 && outcome.error.size() < 400, qPrintable(outcome.error));
}

} // namespace stepwise::test

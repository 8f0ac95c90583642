// One test function of this program in a process of its own: for what happens once in a program's life.
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>

namespace stepwise::test {

struct OwnProcessResult {
    bool hasPassed = false;
    QByteArray output;
};

/// With an environment variable that tells the function that it is run so.
inline OwnProcessResult runInOwnProcess(const QString& testFunction, const QString& variable, const QString& value,
                                        int patienceMs = 120000) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(variable, value);
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QCoreApplication::applicationFilePath(), {testFunction});
    const bool hasEnded = program.waitForFinished(patienceMs);
    return {hasEnded && program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0, program.readAll()};
}

} // namespace stepwise::test

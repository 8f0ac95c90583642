// A test function run again in a process of its own: for what happens once in a program's life. One function holds both
// sides, so that none passes for want of being told what to do:
//
//   void somethingHappensOnce() {
//       if (test::isOwnProcess())
//           return happen();
//       const test::OwnProcessResult result = test::runAgainInOwnProcess();
//       QVERIFY2(result.hasPassed, result.output.constData());
//   }
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

namespace stepwise::test {

inline constexpr const char* kOwnProcessVariable = "STEPWISE_OWN_PROCESS";

struct OwnProcessResult {
    bool hasPassed = false;
    QByteArray output;
};

/// Whether this process was started by runAgainInOwnProcess.
inline bool isOwnProcess() {
    return qEnvironmentVariableIsSet(kOwnProcessVariable);
}

/// What it was given.
inline QString ownProcessArgument() {
    return qEnvironmentVariable(kOwnProcessVariable);
}

/// The test function that is running, with its row of data. Not to be called where isOwnProcess().
inline OwnProcessResult runAgainInOwnProcess(const QString& argument = {}, int patienceMs = 120000) {
    if (isOwnProcess())
        return {false, "a process of its own would start another"};
    QString function = QTest::currentTestFunction();
    if (QTest::currentDataTag() != nullptr)
        function += QString(":") + QTest::currentDataTag();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(kOwnProcessVariable, argument);
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QCoreApplication::applicationFilePath(), {function});
    const bool hasEnded = program.waitForFinished(patienceMs);
    return {hasEnded && program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0, program.readAll()};
}

} // namespace stepwise::test

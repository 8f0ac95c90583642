// Names of files are bytes: each comes back from the window's strings as it was.
#include "ui/file_path.h"

#include <QUrl>
#include <QtTest>

#include <random>

using namespace stepwise::ui;

class FilePathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNameComesBack_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("ASCII") << QByteArray("/tmp/dry.wav") << "/tmp/dry.wav";
        QTest::newRow("UTF-8") << QByteArray("/tmp/dr\xC3\xBF.wav") << QString::fromUtf8("/tmp/dr\u00FF.wav");
        QTest::newRow("outside the BMP") << QByteArray("/\xF0\x9D\x84\x9E.wav") << QString::fromUtf8("/\U0001D11E.wav");
        QTest::newRow("Latin 1") << QByteArray("/caf\xE9.wav") << QString::fromUtf8("/caf\uFFFD.wav");
        QTest::newRow("Latin 1 at the end") << QByteArray("/caf\xE9") << QString::fromUtf8("/caf\uFFFD");
        QTest::newRow("Shift JIS") << QByteArray("/\x89\xB9\x8A\x79") << QString::fromUtf8("/\uFFFD\uFFFD\uFFFDy");
        QTest::newRow("overlong") << QByteArray("/\xC0\xAF") << QString::fromUtf8("/\uFFFD\uFFFD");
        QTest::newRow("a surrogate") << QByteArray("/\xED\xB3\xA9") << QString::fromUtf8("/\uFFFD\uFFFD\uFFFD");
        QTest::newRow("cut short") << QByteArray("/\xE2\x82.wav") << QString::fromUtf8("/\uFFFD\uFFFD.wav");
        QTest::newRow("both, side by side")
            << QByteArray("/\xF0\x9D\x84\x9E\xE9") << QString::fromUtf8("/\U0001D11E\uFFFD");
        QTest::newRow("new line and tab") << QByteArray("/a\n\tb") << "/a\n\tb";
    }
    void everyNameComesBack() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, shown);
        const QString path = fromBytes(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(toPath(path).native()), bytes);
        QCOMPARE(shownPath(path), shown);
        QCOMPARE(isPlain(path), path == shown);
        const QString text = toText(path);
        QVERIFY(isPlain(text) && text.toUtf8() == QString::fromUtf8(text.toUtf8()).toUtf8());
        QCOMPARE(fromText(text), path);
        QCOMPARE(fromUrl(QUrl::fromEncoded("file://" + bytes.toPercentEncoding("/"))), path);
    }

    void anyBytesComeBack() {
        std::mt19937 random(1);
        for (int i = 0; i < 20000; ++i) {
            std::string bytes = "/";
            for (auto n = random() % 12; n > 0; --n)
                bytes += static_cast<char>(1 + random() % 255);
            const QString path = fromBytes(bytes);
            QVERIFY2(toPath(path).native() == bytes, QByteArray::fromStdString(bytes).toHex().constData());
            QVERIFY(fromText(toText(path)) == path);
        }
    }

    void partsOfPaths() {
        const QString path = fromBytes("/f\xFC/caf\xE9.tar.wav");
        QCOMPARE(folderOf(path), fromBytes("/f\xFC"));
        QCOMPARE(nameOf(path), fromBytes("caf\xE9.tar.wav"));
        QCOMPARE(baseNameOf(path), QString("caf_.tar"));
        QCOMPARE(absolutePath(path), path);
        QVERIFY(absolutePath("dry.wav").endsWith("/dry.wav") && absolutePath("dry.wav").startsWith('/'));
        QCOMPARE(fromUrl(QUrl("https://example.org/dry.wav")), QString());
    }
};

QTEST_APPLESS_MAIN(FilePathTest)
#include "file_path_test.moc"

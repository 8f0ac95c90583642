#include "core/plain_text.h"

#include <QTest>

namespace stepwise::core {

class PlainTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textStays() {
        for (const char* text : {"", "plain.wav", "Käse \"№1\" 日本語 🎵", "a\\b|c"})
            QCOMPARE(plainText(text), std::string(text));
    }

    void whatIsNoTextIsReplaced_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("replaced");
        QTest::newRow("Latin 1") << QByteArray("caf\xE9.wav") << 1;
        QTest::newRow("cut short") << QByteArray("\xE2\x82") << 2;
        QTest::newRow("overlong") << QByteArray("\xC0\xAF\xE0\x80\xAF") << 5;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 3;
        QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80\xFF") << 5;
        QTest::newRow("escape") << QByteArray("\x1B[2J") << 1;
        QTest::newRow("control in two bytes") << QByteArray("\xC2\x9B"
                                                            "2J")
                                              << 1;
        QTest::newRow("delete and bell") << QByteArray("\x7F\x07") << 2;
        QTest::newRow("right to left") << QByteArray("\xE2\x80\xAEvaw.exe") << 1;
        QTest::newRow("line") << QByteArray("a\nb\rc") << 2;
        QTest::newRow("zero") << QByteArray("a\0b", 3) << 1;
    }
    void whatIsNoTextIsReplaced() {
        QFETCH(const QByteArray, text);
        QFETCH(const int, replaced);
        const QString plain = QString::fromStdString(plainText({text.data(), static_cast<std::size_t>(text.size())}));
        QCOMPARE(plain.count(QChar::ReplacementCharacter), replaced);
        for (const QChar c : plain)
            QVERIFY(c.category() != QChar::Other_Control);
    }

    void linesMayBeKept() { QCOMPARE(plainText("a\tb\nc\x1B", true), std::string("a\tb\nc\xEF\xBF\xBD")); }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::PlainTextTest)
#include "plain_text_test.moc"

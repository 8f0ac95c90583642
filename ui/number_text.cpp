#include "ui/number_text.h"

#include <QLocale>

namespace stepwise::ui {

namespace {

constexpr QChar kMinus(0x2212);

/// The first digit's place in Unicode; the others follow it.
char32_t zeroOf(const QLocale& locale) {
    const QList<uint> points = locale.zeroDigit().toUcs4();
    return points.isEmpty() ? U'0' : static_cast<char32_t>(points.first());
}

QString digitOf(const QLocale& locale, char digit) {
    const char32_t point = zeroOf(locale) + static_cast<char32_t>(digit - '0');
    return QString::fromUcs4(&point, 1);
}

} // namespace

QString localised(std::string_view number) {
    const QLocale locale;
    QString text;
    for (const char c : number) {
        if (c >= '0' && c <= '9')
            text += digitOf(locale, c);
        else if (c == '.')
            text += locale.decimalPoint();
        else if (c == '-')
            text += locale.negativeSign();
        else if (c == '+')
            text += locale.positiveSign();
        else
            text += QLatin1Char(c);
    }
    return text;
}

QString fixedNumber(double value, int decimals) {
    return localised(fmt::format("{:.{}f}", value, decimals));
}

QString signedNumber(double value, int decimals) {
    return localised(fmt::format("{:+.{}f}", value, decimals));
}

QString shortNumber(double value, int digits) {
    return localised(fmt::format("{:.{}g}", value, digits));
}

QString paddedNumber(int value, int digits) {
    return localised(fmt::format("{:0{}d}", value, digits));
}

/// With the month's name: an English window has readers whose own dates begin with the day.
QString momentText(const QDateTime& moment) {
    const QLocale locale;
    return QString("%1, %2").arg(locale.toString(moment.date(), QLocale::LongFormat),
                                 locale.toString(moment.time(), QLocale::ShortFormat));
}

QString withPlainNumbers(const QString& typed) {
    const QLocale locale;
    QString text = typed;
    text.replace(locale.decimalPoint(), ".").replace(',', '.');
    text.replace(locale.negativeSign(), "-").replace(kMinus, '-').replace(locale.positiveSign(), "+");
    for (char digit = '0'; digit <= '9'; ++digit)
        text.replace(digitOf(locale, digit), QString(QLatin1Char(digit)));
    return text;
}

} // namespace stepwise::ui

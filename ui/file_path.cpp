#include "ui/file_path.h"

#include <QUrl>

#include <algorithm>
#include <sys/stat.h>

namespace stepwise::ui {

namespace {

constexpr char16_t kFirstByte = 0xDC80; ///< stands for 0x80
constexpr char16_t kLastByte = 0xDCFF;
const char* const kAddress = "file://";

bool isByte(QChar c) {
    return c.unicode() >= kFirstByte && c.unicode() <= kLastByte;
}

/// How many bytes the character takes that begins here; 0 if none does (RFC 3629, section 4).
std::size_t characterBytes(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
    const auto follow = [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; ++i)
            if ((at(i) & 0xC0U) != 0x80U)
                return false;
        return true;
    };
    const unsigned first = at(0);
    const unsigned second = at(1);
    if (first < 0x80U)
        return 1;
    if (first >= 0xC2U && first <= 0xDFU)
        return follow(1, 2) ? 2 : 0;
    if (first >= 0xE0U && first <= 0xEFU) {
        const bool isCanonical = !(first == 0xE0U && second < 0xA0U) && !(first == 0xEDU && second > 0x9FU);
        return isCanonical && follow(1, 3) ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        const bool isCanonical = !(first == 0xF0U && second < 0x90U) && !(first == 0xF4U && second > 0x8FU);
        return isCanonical && follow(1, 4) ? 4 : 0;
    }
    return 0;
}

/// In a path that was made by fromBytes(), the second half of a pair is no byte.
template <typename OnText, typename OnByte>
void divide(const QString& path, OnText onText, OnByte onByte) {
    qsizetype begin = 0;
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i].isHighSurrogate() && i + 1 < path.size() && path[i + 1].isLowSurrogate()) {
            ++i;
        } else if (isByte(path[i])) {
            onText(QStringView(path).mid(begin, i - begin));
            onByte(path[i]);
            begin = i + 1;
        }
    }
    onText(QStringView(path).mid(begin));
}

QByteArray bytesOf(const QString& path) {
    QByteArray bytes;
    divide(
        path, [&](QStringView text) { bytes += text.toUtf8(); },
        [&](QChar byte) { bytes += static_cast<char>(byte.unicode() - kFirstByte + 0x80); });
    return bytes;
}

} // namespace

QString fromBytes(std::string_view bytes) {
    QString path;
    std::size_t textBegin = 0;
    const auto addText = [&](std::size_t end) {
        path += QString::fromUtf8(bytes.data() + textBegin, static_cast<qsizetype>(end - textBegin));
    };
    for (std::size_t i = 0; i < bytes.size();) {
        if (const std::size_t count = characterBytes(bytes.substr(i))) {
            i += count;
            continue;
        }
        addText(i);
        path += QChar(static_cast<char16_t>(kFirstByte + static_cast<unsigned char>(bytes[i]) - 0x80));
        textBegin = ++i;
    }
    addText(bytes.size());
    return path;
}

std::filesystem::path toPath(const QString& path) {
    return {bytesOf(path).toStdString()};
}

QString fromPath(const std::filesystem::path& path) {
    return fromBytes(path.native());
}

QString fromUrl(const QUrl& url) {
    if (!url.isLocalFile())
        return {};
    if (!url.host().isEmpty())
        return url.toLocalFile();
    const QByteArray bytes = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toUtf8());
    return fromBytes(bytes.toStdString());
}

QString shownPath(const QString& path) {
    QString shown;
    divide(
        path, [&](QStringView text) { shown += text; }, [&](QChar) { shown += QChar(QChar::ReplacementCharacter); });
    return shown;
}

QString shownName(const QString& path) {
    return shownPath(nameOf(path));
}

QString baseNameOf(const QString& path) {
    const QString name = nameOf(path);
    const qsizetype dot = name.lastIndexOf('.');
    return shownPath(dot < 0 ? name : name.left(dot)).replace(QChar(QChar::ReplacementCharacter), '_');
}

QString nameOf(const QString& path) {
    return path.mid(path.lastIndexOf('/') + 1);
}

QString folderOf(const QString& path) {
    return fromPath(toPath(path).parent_path());
}

QString absolutePath(const QString& path) {
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(toPath(path), error);
    // What ".." means is for the links on the way to say.
    const bool hasUp = std::ranges::find(absolute, std::filesystem::path("..")) != absolute.end();
    return error ? path : fromPath(hasUp ? absolute : absolute.lexically_normal());
}

bool exists(const QString& path) {
    std::error_code error;
    return std::filesystem::exists(toPath(path), error);
}

QDateTime changeTimeOf(const QString& path) {
    struct stat status = {};
    return ::stat(toPath(path).c_str(), &status) == 0 ? QDateTime::fromSecsSinceEpoch(status.st_mtim.tv_sec)
                                                      : QDateTime();
}

bool isPlain(const QString& path) {
    return shownPath(path) == path;
}

QString toText(const QString& path) {
    return isPlain(path) ? path : kAddress + QString::fromLatin1(bytesOf(path).toPercentEncoding("/"));
}

QString fromText(const QString& text) {
    if (!text.startsWith(kAddress))
        return text;
    const QByteArray bytes = QByteArray::fromPercentEncoding(text.mid(QString(kAddress).size()).toLatin1());
    return fromBytes(bytes.toStdString());
}

} // namespace stepwise::ui

// Names of files in any encoding. Linux names are bytes, and old ones are no UTF-8. In this program's strings every
// byte that is no part of UTF-8 stands as a lone surrogate, U+DC80 to U+DCFF (as in PEP 383), so that every path comes
// back as it was. Such strings are for toPath() and these functions alone: Qt's own files, and a person's eyes, cannot
// have them.
#pragma once

#include <QDateTime>
#include <QString>

#include <filesystem>

class QUrl;

namespace stepwise::ui {

std::filesystem::path toPath(const QString& path);
QString fromPath(const std::filesystem::path& path);
/// As the command line gives it.
QString fromBytes(std::string_view bytes);
/// A file that was dropped, or chosen; empty for other addresses.
QString fromUrl(const QUrl& url);

/// For people: what cannot be read stands as "\uFFFD".
QString shownPath(const QString& path);
/// The name without its folders, for people.
QString shownName(const QString& path);
/// shownName() without its extension, fit to begin the name of a new file.
QString baseNameOf(const QString& path);

QString nameOf(const QString& path);
QString folderOf(const QString& path);
QString absolutePath(const QString& path);
bool exists(const QString& path);
/// Invalid if it is not there.
QDateTime changeTimeOf(const QString& path);

/// Whether Qt's file dialogs can have it.
bool isPlain(const QString& path);

/// For files and settings, which hold text: an absolute path, or a "file:" address where the path is no text.
QString toText(const QString& path);
QString fromText(const QString& text);

} // namespace stepwise::ui

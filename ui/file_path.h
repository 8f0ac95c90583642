// Qt's paths for the standard library.
#pragma once

#include <QString>

#include <filesystem>

namespace stepwise::ui {

inline std::filesystem::path toPath(const QString& path) {
    return {path.toStdString()};
}

inline QString fromPath(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

} // namespace stepwise::ui

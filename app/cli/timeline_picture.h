// The timeline as a picture: a row of mel spectrograms with titles, errors and axes. Drawn by cairo, no display needed.
#pragma once

#include "models/timeline.h"

#include <filesystem>

namespace stepwise::app {

/// Throws core::Error, naming the file, when it cannot be written.
void writeTimelinePicture(const std::filesystem::path& path, const models::Timeline& timeline);

} // namespace stepwise::app

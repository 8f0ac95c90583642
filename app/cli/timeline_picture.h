// The timeline as a picture: a row of mel spectrograms with titles, errors and axes. Drawn by cairo, no display needed.
#pragma once

#include "core/file_contents.h"
#include "models/timeline.h"

namespace stepwise::app {

/// As PNG. Throws core::Error, naming the file, when it cannot be written.
void drawTimelinePicture(core::FileContents& file, const models::Timeline& timeline);

} // namespace stepwise::app

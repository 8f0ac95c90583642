// Text is told from sound by its bytes.
#pragma once

#include "core/ffmpeg/file_input.h"

namespace stepwise::core {

/// Whether the file's beginning is made of printable characters alone.
bool isText(const FileInput& input);

} // namespace stepwise::core

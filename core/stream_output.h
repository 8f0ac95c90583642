// Files that are no files: devices, pipes, and what this program has open.
#pragma once

#include "core/file_contents.h"
#include "core/output_target.h"

namespace stepwise::core {

/// Writers go back and forth in a file, which these do not take: so all bytes are made first, in a temporary file, and
/// then written from first to last. Waits some seconds for somebody to read from a pipe. Throws Error, naming the
/// target.
void writeIntoStream(const OutputTarget& target, const WriteContents& write);

} // namespace stepwise::core

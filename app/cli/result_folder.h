// The folder that suggest leaves: chain, sounds, picture and words, of one run and no other.
#pragma once

#include "models/suggester.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace stepwise::app {

/// Throws core::Error, before anything is computed, where the results could not be written to the folder, or would be
/// written over one of `inputs`. Changes nothing.
void requireResultFolder(const std::filesystem::path& folder, std::span<const std::filesystem::path> inputs);

/// All files or none; steps of an earlier, longer run go. Sounds are in time with the input's file; `notes` are of the
/// sounds, a sentence each. Throws core::Error, and the folder is as it was.
void writeResults(const std::filesystem::path& folder, const models::Timeline& timeline, models::StopReason reason,
                  const std::vector<std::string>& notes);

} // namespace stepwise::app

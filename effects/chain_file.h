// Chain files (.stepwise.json): reading, with every mistake named by its place, and writing.
#pragma once

#include "effects/chain.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace stepwise::effects {

inline constexpr int kChainFileVersion = 1;

/// `source` names the text in errors (a file name). Missing parameters take their default. Throws core::Error, naming
/// the place, for anything else than a chain of this rack: unknown keys, effects, parameters or versions, wrong types,
/// values out of range, an effect twice, deep nesting, more than 1 MB.
Chain parseChain(std::string_view json, std::string_view source);
std::string formatChain(const Chain& chain);

Chain readChainFile(const std::filesystem::path& path);
void writeChainFile(const std::filesystem::path& path, const Chain& chain);

} // namespace stepwise::effects

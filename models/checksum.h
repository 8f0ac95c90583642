// Fingerprints of files and data: 64-bit FNV-1a over eight-byte words, as 16 hexadecimal digits. Against accidents, not
// against forgers.
#pragma once

#include <string>
#include <string_view>

namespace stepwise::models {

std::string checksum(std::string_view bytes);

} // namespace stepwise::models

// Text from strangers, such as names of files, as it may stand in a sentence or on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace stepwise::core {

/// What is no UTF-8 becomes U+FFFD, and so do control characters and those that turn the direction of writing: a name
/// cannot command a terminal. Line ends and tabs stay if `keepsLines`.
std::string plainText(std::string_view text, bool keepsLines = false);

} // namespace stepwise::core

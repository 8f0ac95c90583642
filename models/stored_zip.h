// The members of a ZIP file that lie in it uncompressed, as libtorch stores tensors.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace stepwise::models {

/// Contents by name, within `zip` itself; compressed members are left out. Throws std::exception when its directory
/// does not describe it, or when it is larger than 4 GiB.
std::map<std::string, std::string_view, std::less<>> storedMembers(std::string_view zip);

} // namespace stepwise::models

#include "core/asset_folder.h"

#include <cstdlib>

namespace stepwise::core {

namespace fs = std::filesystem;

fs::path assetFolder() {
    if (const char* chosen = std::getenv("STEPWISE_ASSETS"); chosen != nullptr && *chosen != '\0')
        return chosen;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    fs::path installed = program.parent_path().parent_path() / "share" / "stepwise" / "assets";
    if (!error && fs::is_directory(installed, error))
        return installed;
    return STEPWISE_SOURCE_ASSETS;
}

} // namespace stepwise::core

#include "models/json_text.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace {

constexpr char kDelete = '\x7F';
constexpr char kControlLead = '\xC2'; ///< of U+0080 to U+009F in UTF-8, and of others

bool isControl(char lead, char next) {
    const auto byte = static_cast<unsigned char>(next);
    return lead == kControlLead && byte >= 0x80U && byte < 0xA0U;
}

} // namespace

std::string jsonText(const nlohmann::ordered_json& json) {
    const std::string text = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    std::string safe;
    safe.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kDelete)
            safe += "\\u007f";
        else if (i + 1 < text.size() && isControl(text[i], text[i + 1]))
            safe += fmt::format("\\u{:04x}", static_cast<unsigned char>(text[++i]));
        else
            safe += text[i];
    }
    return safe + '\n';
}

} // namespace stepwise::models

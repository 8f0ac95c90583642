// Numbers as they stand in files, in protocols and on the command line: the same in every language of the system.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace stepwise::core {

/// The number that is all of `text`, with a dot as the decimal separator ("-1.5e-3", "inf"); none if it is no number or
/// out of range.
template <typename Number>
std::optional<Number> parseNumber(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = error == std::errc{} && end == text.data() + text.size();
    return isWhole ? std::optional(number) : std::nullopt;
}

} // namespace stepwise::core

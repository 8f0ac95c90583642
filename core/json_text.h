// JSON from outside, read with care. Templates over the JSON class, so that core needs no JSON library.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace stepwise::core {

/// Deeper than any file of ours. Copying and writing JSON recurses into it, and hostile nesting would end the stack.
inline constexpr int kMaxJsonNesting = 100;

/// Whether brackets stand within more than `most` others. From the text alone, before anything is parsed.
bool isNestedDeeper(std::string_view json, int most);

/// Throws std::exception when the text is no JSON or nested deeper than kMaxJsonNesting.
template <class Json>
Json parseJson(std::string_view text) {
    if (isNestedDeeper(text, kMaxJsonNesting))
        throw std::invalid_argument("nested too deeply");
    return Json::parse(text);
}

/// Throws std::exception when it is no whole number of the type's range: get<int>() takes 1e300 and true, too.
template <class Integer, class Json>
Integer wholeNumber(const Json& json) {
    if (json.is_number_unsigned()) {
        const auto value = json.template get<std::uint64_t>();
        if (std::in_range<Integer>(value))
            return static_cast<Integer>(value);
    } else if (json.is_number_integer()) {
        const auto value = json.template get<std::int64_t>();
        if (std::in_range<Integer>(value))
            return static_cast<Integer>(value);
    }
    throw std::out_of_range("not a whole number of its range");
}

/// The same, between `least` and `most`.
template <class Integer, class Json>
Integer wholeNumber(const Json& json, Integer least, Integer most) {
    const auto value = wholeNumber<Integer>(json);
    if (value < least || value > most)
        throw std::out_of_range("out of its range");
    return value;
}

} // namespace stepwise::core

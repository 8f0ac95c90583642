// Limits of numbers on the command line.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace stepwise::app {

/// CLI::Range lets "nan" through, since it compares false with both ends.
inline CLI::Validator numberBetween(double low, double high) {
    return CLI::Validator(
        [=](const std::string& text) {
            double value = 0.0;
            const bool isInside = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
            return isInside ? std::string()
                            : "Value " + text + " not in range " + CLI::detail::to_string(low) + " to " +
                                  CLI::detail::to_string(high);
        },
        "FLOAT in [" + CLI::detail::to_string(low) + " - " + CLI::detail::to_string(high) + "]");
}

} // namespace stepwise::app

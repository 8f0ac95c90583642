// Everything that the command line prints: results on the standard output, the rest on the standard error. Results that
// cannot be written make the program fail at its end; all else is printed if that can be done.
#pragma once

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>
#include <utility>

namespace stepwise::app {

/// A part of the results. What names of files hold beside text is replaced (see core::plainText()).
void printText(std::string_view text);
template <class... T>
void print(fmt::format_string<T...> format, T&&... arguments) {
    printText(fmt::format(format, std::forward<T>(arguments)...));
}
void printJson(const nlohmann::ordered_json& json);

/// So that whoever reads along sees what there is. Never throws for what cannot be written: see finishOutput().
void flushOutput();

/// Returns whether all results were written; if not, says so once, with the reason.
bool finishOutput();

/// A sentence beside the results, on a line of its own.
void sayText(std::string_view sentence);
template <class... T>
void say(fmt::format_string<T...> format, T&&... arguments) {
    sayText(fmt::format(format, std::forward<T>(arguments)...));
}

/// Onto the standard error as it is, with what commands a terminal.
void drawOnTerminal(std::string_view text);

} // namespace stepwise::app

// The error that reaches a person: one clear sentence that names the file and the reason.
#pragma once

#include <stdexcept>
#include <string>

namespace stepwise::core {

class Error : public std::runtime_error {
public:
    explicit Error(const std::string& sentence) : std::runtime_error(sentence) {}
};

} // namespace stepwise::core

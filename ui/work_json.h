// The work without its sounds, as JSON.
#pragma once

#include "ui/work.h"

#include <string_view>

namespace stepwise::ui {

struct WorkText {
    Work work; ///< sounds have their names only
    std::string savedAs;
};

std::string formatWork(const WorkText& text);

/// `source` names the text in errors. Throws core::Error for anything that formatWork() would not write.
WorkText parseWork(std::string_view json, std::string_view source);

} // namespace stepwise::ui

// The work without its sounds, as JSON.
#pragma once

#include "ui/work.h"

#include <string>
#include <string_view>

namespace stepwise::ui {

/// Where the learner saves automatically saved work.
struct SavedAs {
    std::string path;  ///< as toText() of file_path.h, or empty
    std::string stamp; ///< of that file as this work knows it (session_stamp.h), or empty

    bool operator==(const SavedAs&) const = default;
};

struct WorkText {
    Work work; ///< sounds have their names only
    SavedAs savedAs;
};

std::string formatWork(const WorkText& text);

/// `source` names the text in errors. Throws core::Error for anything that formatWork() would not write.
WorkText parseWork(std::string_view json, std::string_view source);

} // namespace stepwise::ui

// Cells of the model card's tables.
#pragma once

#include "models/evaluation_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace stepwise::models {

inline std::string percent(const Share& share) {
    return share.items > 0 ? fmt::format("{:.1f} %", 100.0 * share.value()) : "–";
}

/// What is left of an error.
inline double ratio(const MeanErrors& after, const MeanErrors& before, const core::ErrorColumn& column) {
    return after.mean().*column.value / std::max(before.mean().*column.value, 1e-12);
}

/// Of the standard targets, as "basic / advanced / advanced modulating".
template <class Value>
std::string byGroup(const Evaluation& evaluation, const Value& value) {
    std::string cells;
    for (const core::PresetGroup group : core::kPresetGroups) {
        const auto found = evaluation.groups.find({Condition::standard, group});
        cells += (cells.empty() ? "" : " / ") +
                 (found == evaluation.groups.end() ? std::string("–") : std::string(value(found->second)));
    }
    return cells;
}

} // namespace stepwise::models

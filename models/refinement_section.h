// What refinement adds, for the model card.
#pragma once

#include "models/evaluation_file.h"

#include <string>

namespace stepwise::models {

/// Markdown: errors before and after, renders, and how well knobs come back. Empty without a refinement.
std::string refinementSection(const Evaluation& evaluation);

} // namespace stepwise::models

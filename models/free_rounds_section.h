// How well rounds end by themselves, for the model card.
#pragma once

#include "models/evaluation_file.h"

#include <span>
#include <string>

namespace stepwise::models {

/// Markdown: what free rounds leave, how often they have the target's effects, and whether their confidence is right.
std::string freeRoundsSection(std::span<const Evaluation> evaluations);

} // namespace stepwise::models

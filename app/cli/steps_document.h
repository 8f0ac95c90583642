// What to do, in words: the steps as a Markdown document for the learner.
#pragma once

#include "models/suggester.h"

#include <string>
#include <vector>

namespace stepwise::app {

/// `notes`: what the learner should know of the two sounds.
std::string stepsDocument(const models::Timeline& timeline, models::StopReason reason,
                          const std::vector<std::string>& notes);

} // namespace stepwise::app

// What to do, in words: the steps as a Markdown document for the learner.
#pragma once

#include "models/suggester.h"

#include <string>

namespace stepwise::app {

std::string stepsDocument(const models::Timeline& timeline, models::StopReason reason);

} // namespace stepwise::app

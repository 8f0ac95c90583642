// Evaluations as tables for the terminal.
#pragma once

#include "models/evaluation_file.h"

namespace stepwise::app {

void printEvaluation(const models::Evaluation& evaluation);

} // namespace stepwise::app

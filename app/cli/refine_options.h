// --refine, --loss and --renders, the same for every command.
#pragma once

#include "models/refinement.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace stepwise::app {

struct RefineChoice {
    std::string method = "none"; ///< none, gradient or cma
    int renders = 1000;
    std::string loss = "mel"; ///< or perceptual

    /// Nothing for none.
    std::optional<models::RefineOptions> options() const;
};

void addRefineOptions(CLI::App& command, RefineChoice& choice);

} // namespace stepwise::app

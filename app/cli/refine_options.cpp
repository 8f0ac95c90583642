#include "app/cli/refine_options.h"

namespace stepwise::app {

std::optional<models::RefineOptions> RefineChoice::options() const {
    if (method == "none")
        return std::nullopt;
    return models::RefineOptions{.method =
                                     method == "cma" ? models::RefineMethod::evolution : models::RefineMethod::gradient,
                                 .loss = loss == "perceptual" ? models::LossKind::perceptual : models::LossKind::mel,
                                 .maxRenders = renders};
}

void addRefineOptions(CLI::App& command, RefineChoice& choice) {
    command.add_option("--refine", choice.method, "Numerical improvement after the suggestion: none, gradient or cma")
        ->check(CLI::IsMember({"none", "gradient", "cma"}))
        ->capture_default_str();
    command.add_option("--loss", choice.loss, "What the refinement lowers: the mel error, or a perceptual loss")
        ->check(CLI::IsMember({"mel", "perceptual"}))
        ->capture_default_str();
    command.add_option("--renders", choice.renders, "At most this many for the refinement of a sound")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
}

} // namespace stepwise::app

#include "models/trainer_identity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stepwise::models {

int slicesOf(const TrainingOptions& options) {
    return options.slices > 0 ? options.slices : options.workers;
}

TrainingState newTraining(const Dataset& dataset, const TrainingOptions& options, const std::string& startFingerprint) {
    TrainingState state;
    state.training = fmt::format("{} chains of data seed {}, seed {}, {} chains a batch", dataset.chains.size(),
                                 dataset.seed, options.seed, options.batchChains);
    state.details =
        fmt::format("data {}, {}, {} slice(s), learning rate {:g}",
                    dataset.parts.empty() ? "as rendered" : fmt::format("{}", fmt::join(dataset.parts, "+")),
                    precisionName(options.precision), slicesOf(options), options.learningRate);
    if (options.renderedWeight > 0.0)
        state.details += fmt::format(", rendered sound {:g}", options.renderedWeight);
    if (!startFingerprint.empty())
        state.details += ", from " + startFingerprint;
    state.threads = torch::get_num_threads();
    state.epochs = options.epochs;
    return state;
}

std::string jobOf(const TrainingState& state, const TrainingOptions& options) {
    return fmt::format("{}, {}, {} epochs, patience {}", state.training, state.details, options.epochs,
                       options.patience);
}

std::string scheduleWarning(const std::filesystem::path& checkpoint, const TrainingState& found,
                            const TrainingState& wanted) {
    const bool isKnown = found.threads > 0 && found.epochs > 0;
    if (!isKnown || (found.threads == wanted.threads && found.epochs == wanted.epochs))
        return {};
    return fmt::format("{}: was trained with --threads {} and --epochs {}; going on with --threads {} and --epochs {} "
                       "gives other weights than either without a break.",
                       checkpoint.string(), found.threads, found.epochs, wanted.threads, wanted.epochs);
}

} // namespace stepwise::models

#include "app/cli/commands.h"
#include "models/model_card.h"
#include "models/trainer.h"

#include <fmt/format.h>

#include <csignal>
#include <memory>

namespace stepwise::app {

namespace {

volatile std::sig_atomic_t stopAsked = 0;

void askToStop(int) {
    stopAsked = 1;
}

struct Options {
    models::TrainingOptions training;
    std::string data;
    std::string exportTo;
    std::string evaluation;
};

void train(Options options) {
    std::signal(SIGINT, askToStop);
    std::signal(SIGTERM, askToStop);
    const models::Dataset dataset = models::readDataset(options.data);
    const models::TrainingReport report = models::train(
        dataset, options.training,
        [](const std::string& line) {
            fmt::print("{}\n", line);
            std::fflush(stdout);
        },
        [] { return stopAsked != 0; });
    fmt::print("{} after {} epochs, best validation loss {:.4f}\n",
               report.finished ? "Finished" : "Interrupted, to be resumed", report.epochs, report.bestLoss);
}

void run(const Options& options) {
    if (!options.exportTo.empty())
        models::exportModel(options.training.folder, options.exportTo, options.evaluation);
    else
        train(options);
}

} // namespace

void addTrainCommand(CLI::App& program) {
    auto* command =
        program.add_subcommand("train", "Train the networks, or export what was trained; resumes by itself");
    const auto options = std::make_shared<Options>();
    models::TrainingOptions& training = options->training;
    auto* data = command->add_option("--data", options->data, "Data set made by the dataset command");
    command->add_option("--folder", training.folder, "Where checkpoint, log and best weights are kept")->required();
    command->add_option("--architecture", training.architecture, "swift or paper")->capture_default_str();
    command->add_option("--epochs", training.epochs, "At most this many")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--batch", training.batchChains, "Chains a batch")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_option("--patience", training.patience, "Epochs without a gain before it stops")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--learning-rate", training.learningRate, "Of Adam, at the start")
        ->check(CLI::Range(1e-6, 1.0))
        ->capture_default_str();
    command->add_option("--seed", training.seed, "Of the weights, the order and the dropout")->capture_default_str();
    command->add_option("--device", training.device, "cpu or cuda")
        ->check(CLI::IsMember({"cpu", "cuda"}))
        ->capture_default_str();
    command->add_option("--note", training.dataNote, "How the data was made, for the model card");
    auto* exportTo = command->add_option("--export", options->exportTo,
                                         "Instead of training: copy the best weights to this folder, "
                                         "with their model card");
    command->add_option("--evaluation", options->evaluation, "With --export: the JSON that evaluate wrote")
        ->needs(exportTo);
    data->excludes(exportTo);
    command->callback([options] {
        if (options->exportTo.empty() && options->data.empty())
            throw CLI::RequiredError("--data");
        run(*options);
    });
}

} // namespace stepwise::app

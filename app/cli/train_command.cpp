#include "app/cli/commands.h"
#include "app/cli/number_range.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/shard.h"
#include "core/error.h"
#include "models/model_card.h"
#include "models/trainer.h"

#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <optional>

namespace stepwise::app {

namespace {

volatile std::sig_atomic_t stopAsked = 0;

void askToStop(int) {
    stopAsked = 1;
}

struct Options {
    models::TrainingOptions training;
    std::vector<std::filesystem::path> data;
    std::string worker = "1/1";
    std::string exportTo;
    models::EvaluationFiles evaluations;
};

/// A bar for each epoch, on a terminal only.
class EpochProgress {
public:
    explicit EpochProgress(int epochs) : epochs_(epochs) {}

    void update(int epoch, double share) {
        if (!bar_)
            bar_.emplace(fmt::format("Epoch {} of {}", epoch, epochs_));
        bar_->update(share);
    }

    void clear() { bar_.reset(); }

private:
    int epochs_;
    std::optional<ProgressBar> bar_;
};

void requireOutputs(const Options& options) {
    std::vector<std::filesystem::path> inputs = options.data;
    if (!options.training.startFrom.empty())
        for (const char* name : {"manifest.json", "weights.pt"})
            inputs.push_back(options.training.startFrom / name);
    models::requireTrainingFolder(options.training.folder, inputs);
}

void train(Options options) {
    std::signal(SIGINT, askToStop);
    std::signal(SIGTERM, askToStop);
    const Shard worker = parseShard(options.worker);
    options.training.worker = worker.index;
    options.training.workers = worker.count;
    requireOutputs(options);
    const models::Dataset dataset = models::readDatasets(options.data);
    EpochProgress progress(options.training.epochs);
    const models::TrainingReport report =
        models::train(dataset, options.training,
                      {.onEpoch =
                           [&](const std::string& line) {
                               progress.clear();
                               print("{}\n", line);
                               flushOutput();
                           },
                       .onWarning = [](const std::string& sentence) { say("{}", sentence); },
                       .onBatch = [&](int epoch, double share) { progress.update(epoch, share); },
                       .shouldStop = [] { return stopAsked != 0; }});
    progress.clear();
    if (!report.finished)
        throw core::Error(fmt::format("Interrupted after {} epochs; the same command goes on from {}.", report.epochs,
                                      (options.training.folder / "checkpoint.pt").string()));
    print("Finished after {} epochs, best validation loss {:.4f}\n", report.epochs, report.bestLoss);
}

void exportBest(const Options& options) {
    for (const std::string& remark :
         models::exportModel(options.training.folder, options.exportTo, options.evaluations))
        say("{}", remark);
}

void run(const Options& options) {
    if (!options.exportTo.empty())
        exportBest(options);
    else
        train(options);
}

/// What is learned, and how.
void addLearningOptions(CLI::App& command, models::TrainingOptions& training) {
    command.add_option("--folder", training.folder, "Where checkpoint, log and best weights are kept")->required();
    command.add_option("--start-from", training.startFrom, "Folder of trained weights to go on from")
        ->check(CLI::ExistingDirectory);
    command.add_option("--architecture", training.architecture, "swift or paper")->capture_default_str();
    command.add_option("--epochs", training.epochs, "At most this many")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command.add_option("--batch", training.batchChains, "Chains a batch")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command.add_option("--patience", training.patience, "Epochs without a gain before it stops")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command.add_option("--learning-rate", training.learningRate, "Of Adam, at the start")
        ->check(numberBetween(1e-6, 1.0))
        ->capture_default_str();
    command.add_option("--seed", training.seed, "Of the weights, the order and the dropout")->capture_default_str();
}

/// What it is learned on.
void addMachineOptions(CLI::App& command, models::TrainingOptions& training) {
    command.add_option("--device", training.device, "cpu or cuda")
        ->check(CLI::IsMember({"cpu", "cuda"}))
        ->capture_default_str();
    command.add_option("--precision", training.precision, "Of the networks that see spectrograms: float32 or bfloat16")
        ->transform(CLI::CheckedTransformer(std::map<std::string, models::Precision>{
            {"float32", models::Precision::float32}, {"bfloat16", models::Precision::bfloat16}}));
    command
        .add_option("--rendered-weight", training.renderedWeight,
                    "Of a loss on the sound that proposed knobs make, beside the one on the knobs; 0: none")
        ->check(numberBetween(0.0, 100.0))
        ->capture_default_str();
    command.add_option("--threads", training.threads, "0: all cores")->check(CLI::Range(0, 256))->capture_default_str();
    command.add_option("--meet", training.meetingPoint, "With several machines: host:port of the first worker")
        ->capture_default_str();
    command.add_option("--slices", training.slices, "Parts of a batch with statistics of their own; 0: one a worker")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    command.add_option("--note", training.dataNote, "How the data was made, for the model card");
}

/// Returns the one that asks for an export.
CLI::Option* addExportOptions(CLI::App& command, Options& options) {
    auto* exportTo = command.add_option("--export", options.exportTo,
                                        "Instead of training: copy the best weights to this folder, "
                                        "with their model card");
    auto* greedy =
        command.add_option("--evaluation", options.evaluations.greedy, "With --export: what evaluate wrote, greedy")
            ->needs(exportTo);
    command.add_option("--searched", options.evaluations.searched, "With --export: what evaluate wrote, with a budget")
        ->needs(greedy);
    command
        .add_option("--refined", options.evaluations.refined,
                    "With --export: what evaluate wrote with a budget and --refine, if not --searched")
        ->needs(greedy);
    command
        .add_option("--free", options.evaluations.free,
                    "With --export: what evaluate wrote with --free-rounds, greedy, searched or both")
        ->needs(greedy);
    auto* paper = command
                      .add_option("--paper", options.evaluations.paper,
                                  "With --export: what evaluate wrote for the paper networks")
                      ->needs(greedy);
    command
        .add_option("--paper-models", options.evaluations.paperModels,
                    "With --paper: folder of those networks, for the card to say how they were trained")
        ->check(CLI::ExistingDirectory)
        ->needs(paper);
    return exportTo;
}

} // namespace

void addTrainCommand(CLI::App& program) {
    auto* command =
        program.add_subcommand("train", "Train the networks, or export what was trained; resumes by itself");
    const auto options = std::make_shared<Options>();
    auto* data = command->add_option("--data", options->data,
                                     "Data set made by the dataset command; all files, if it has several shards");
    addLearningOptions(*command, options->training);
    addMachineOptions(*command, options->training);
    command->add_option("--worker", options->worker, "With several machines: which of them this is, as 1/2")
        ->capture_default_str();
    data->excludes(addExportOptions(*command, *options));
    command->callback([options] {
        if (options->exportTo.empty() && options->data.empty())
            throw CLI::RequiredError("--data");
        run(*options);
    });
}

} // namespace stepwise::app

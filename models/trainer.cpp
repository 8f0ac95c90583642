#include "models/trainer.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/file_set.h"
#include "core/number.h"
#include "core/random.h"
#include "models/gradient.h"
#include "models/loss.h"
#include "models/model_files.h"
#include "models/torch_runtime.h"
#include "models/trainer_identity.h"
#include "models/training_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLeastRateShare = 0.02;
constexpr double kMaxGradientNorm = 5.0;
constexpr std::size_t kMaxCheckpointBytes = 1U << 30U;

/// Everything random comes from the seed and the place in the training, so that nothing has to be saved to resume.
std::uint64_t seedAt(std::uint64_t seed, std::int64_t epoch, std::int64_t batch) {
    core::Random random(seed ^ (static_cast<std::uint64_t>(epoch) << 32U) ^ static_cast<std::uint64_t>(batch + 1));
    return random.next();
}

std::vector<std::size_t> shuffled(std::vector<std::size_t> chains, std::uint64_t seed) {
    core::Random random(seed);
    for (std::size_t i = chains.size(); i > 1; --i)
        std::swap(chains[i - 1], chains[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    return chains;
}

class Trainer {
public:
    Trainer(const Dataset& dataset, const TrainingOptions& options, const TrainingHooks& hooks)
        : dataset_(dataset), options_(options), hooks_(hooks), device_(deviceFor(options.device)),
          chains_(trainingChains(dataset)), networks_(initialNetworks()) {
        if (chains_.empty() || validationChains(dataset).empty())
            throw core::Error(fmt::format("The data set has too few chains to train on ({}).", dataset.chains.size()));
        if (device_.is_cuda())
            makeCudaRepeatable();
        networks_->to(device_);
        optimizer_ = std::make_unique<torch::optim::Adam>(networks_->parameters(),
                                                          torch::optim::AdamOptions(options.learningRate));
        if (options.renderedWeight > 0.0)
            rendered_ = std::make_unique<RenderedLoss>(dataset, options.threads);
        state_ = newTraining(dataset, options,
                             startedFrom_.empty() ? std::string() : startedFrom_.at("fingerprint").get<std::string>());
        std::error_code error;
        fs::create_directories(options.folder, error);
        core::requireWritable(checkpointPath());
        if (options.workers > 1)
            group_ = std::make_unique<WorkerGroup>(options.meetingPoint, options.worker, options.workers);
        resume();
    }

    TrainingReport run() {
        TrainingReport report;
        while (state_.epoch < options_.epochs && state_.epochsWithoutGain < options_.patience) {
            const bool isWhole = runEpoch();
            saveCheckpoint(); // also before the validation, which may take minutes
            report.epochs = static_cast<int>(state_.epoch);
            report.bestLoss = state_.bestLoss;
            if (!isWhole)
                return report;
            finishEpoch();
        }
        report.epochs = static_cast<int>(state_.epoch);
        report.bestLoss = state_.bestLoss;
        report.finished = true;
        return report;
    }

private:
    /// Of the seed, or trained ones.
    std::shared_ptr<Networks> initialNetworks() {
        torch::manual_seed(options_.seed);
        if (options_.startFrom.empty())
            return makeNetworks(options_.architecture);
        std::error_code error;
        if (fs::equivalent(options_.startFrom, options_.folder / "best", error))
            throw core::Error(fmt::format("{}: would be written over by this training; use another folder.",
                                          options_.startFrom.string()));
        const LoadedModel start = readModel(options_.startFrom);
        if (start.architecture != options_.architecture)
            throw core::Error(fmt::format("{}: holds weights of \"{}\", not of \"{}\".", options_.startFrom.string(),
                                          start.architecture, options_.architecture));
        startedFrom_ = {{"fingerprint", start.fingerprint}, {"training", start.training}};
        start.networks->train();
        return start.networks;
    }

    static torch::Device deviceFor(const std::string& name) {
        if (name == "cuda" && !torch::cuda::is_available())
            throw core::Error("--device cuda was asked for, but libtorch finds no CUDA device.");
        return name == "cuda" ? torch::kCUDA : torch::kCPU;
    }

    fs::path checkpointPath() const { return options_.folder / "checkpoint.pt"; }

    std::int64_t batchesInEpoch() const {
        const auto size = static_cast<std::size_t>(options_.batchChains);
        return static_cast<std::int64_t>((chains_.size() + size - 1) / size);
    }

    /// A cosine from the full rate to almost nothing.
    void setLearningRate() {
        const double done = (static_cast<double>(state_.epoch) +
                             static_cast<double>(state_.batch) / static_cast<double>(batchesInEpoch())) /
                            options_.epochs;
        const double share = std::max(kLeastRateShare, 0.5 + 0.5 * std::cos(std::numbers::pi * std::min(done, 1.0)));
        for (auto& group : optimizer_->param_groups())
            static_cast<torch::optim::AdamOptions&>(group.options()).lr(options_.learningRate * share);
    }

    bool runEpoch() {
        networks_->train();
        const std::vector<std::size_t> order = shuffled(chains_, seedAt(options_.seed, state_.epoch, -1));
        while (state_.batch < batchesInEpoch()) {
            const bool isLast = runBatch(order, hooks_.shouldStop && hooks_.shouldStop());
            if (hooks_.onBatch && isFirstWorker())
                hooks_.onBatch(static_cast<int>(state_.epoch) + 1,
                               static_cast<double>(state_.batch) / static_cast<double>(batchesInEpoch()));
            if (isLast)
                return false;
            if (std::chrono::duration<double>(Clock::now() - saved_).count() > options_.checkpointSeconds)
                saveCheckpoint();
        }
        return true;
    }

    /// Returns whether to stop after it.
    bool runBatch(const std::vector<std::size_t>& order, bool isStopWanted) {
        const auto size = static_cast<std::size_t>(options_.batchChains);
        const std::size_t start = static_cast<std::size_t>(state_.batch) * size;
        const auto chosen = std::span(order).subspan(start, std::min(size, order.size() - start));
        const bool isLast = options_.maxBatches > 0 && batchesRun_ + 1 >= options_.maxBatches;
        setLearningRate();
        optimizer_->zero_grad();
        const BatchOutcome outcome =
            computeGradient(*networks_, dataset_, chosen, seedAt(options_.seed, state_.epoch, state_.batch),
                            {device_, options_.precision, slicesOf(options_), rendered_.get(), options_.renderedWeight},
                            group_.get(), options_.workers, isStopWanted || isLast);
        const double norm = torch::nn::utils::clip_grad_norm_(networks_->parameters(), kMaxGradientNorm);
        requireFinite(outcome.loss + norm);
        optimizer_->step();
        state_.lossSum += outcome.loss;
        ++state_.batch;
        ++batchesRun_;
        return outcome.isStopWanted;
    }

    /// Before anything of it reaches the weights or the checkpoint.
    void requireFinite(double value) const {
        if (!std::isfinite(value))
            throw core::Error(fmt::format("The training's loss is no longer finite in epoch {}, after batch {}: {} "
                                          "keeps the last sound state; try "
                                          "another folder and a lower learning rate.",
                                          state_.epoch + 1, state_.batch, checkpointPath().string()));
    }

    bool isFirstWorker() const { return !group_ || group_->worker() == 0; }

    void resume() {
        const TrainingState wanted = state_;
        if (group_)
            shareCheckpoint();
        else
            readCheckpoint(checkpointPath(), *networks_, *optimizer_, state_);
        const std::string warning = scheduleWarning(checkpointPath(), state_, wanted);
        if (!warning.empty() && hooks_.onWarning && isFirstWorker())
            hooks_.onWarning(warning);
        state_.threads = wanted.threads;
        state_.epochs = wanted.epochs;
    }

    /// All workers go on from the first one's checkpoint.
    void shareCheckpoint() {
        const std::string job = jobOf(state_, options_);
        if (const std::string first = group_->fromFirst(job); first != job)
            throw core::Error(
                fmt::format("This worker was not started like the first one: {} here, {} there.", job, first));
        const bool hasCheckpoint = isFirstWorker() && fs::exists(checkpointPath());
        const std::string bytes =
            group_->fromFirst(hasCheckpoint ? core::readTextFile(checkpointPath(), kMaxCheckpointBytes) : "");
        if (!bytes.empty() && !isFirstWorker())
            core::writeTextFile(checkpointPath(), bytes);
        if (!bytes.empty())
            readCheckpoint(checkpointPath(), *networks_, *optimizer_, state_);
    }

    /// The first worker's, since machines may round differently and must not part.
    ValidationFigures validated() {
        ValidationFigures figures;
        if (isFirstWorker())
            figures = validate(*networks_, dataset_, device_);
        if (group_) {
            // The shortest decimal that reads back as the same number.
            const std::string text = group_->fromFirst(fmt::format("{}", figures.loss));
            figures.loss = core::parseNumber<double>(text).value_or(std::numeric_limits<double>::quiet_NaN());
        }
        return figures;
    }

    void finishEpoch() {
        const ValidationFigures figures = validated();
        if (!std::isfinite(figures.loss))
            throw core::Error(fmt::format("The training's validation loss is not finite in epoch {}: train in another "
                                          "folder than {}, with a lower learning rate.",
                                          state_.epoch + 1, options_.folder.string()));
        const double trainingLossMean = state_.lossSum / static_cast<double>(batchesInEpoch());
        countTime();
        ++state_.epoch;
        state_.batch = 0;
        state_.lossSum = 0.0;
        ++state_.epochsWithoutGain;
        if (figures.loss < state_.bestLoss) {
            state_.bestLoss = figures.loss;
            state_.epochsWithoutGain = 0;
            if (isFirstWorker())
                writeBest(figures);
        }
        if (isFirstWorker())
            logEpoch(options_.folder, state_.epoch, trainingLossMean, figures);
        saveCheckpoint();
        if (hooks_.onEpoch && isFirstWorker())
            hooks_.onEpoch(fmt::format(
                "epoch {}: loss {:.4f}, validation {:.4f}, next effect {:.3f}, first in set {:.3f}, done {:.3f}, mode "
                "{:.3f}, knobs {:.3f}",
                state_.epoch, trainingLossMean, figures.loss, figures.nextLast, figures.firstInSet,
                figures.doneAccuracy, figures.modeAccuracy, fmt::join(figures.parameterShare, " ")));
    }

    void writeBest(const ValidationFigures& figures) {
        nlohmann::ordered_json manifest = trainingManifest(options_, dataset_, state_.epoch, state_.seconds, figures);
        manifest["validation"]["unknown_levels"] = networks_->seesLevelFlag() ? 0.5 : 0.0;
        if (!startedFrom_.empty())
            manifest["started_from"] = startedFrom_;
        writeModel(options_.folder / "best", options_.architecture, *networks_, manifest);
    }

    void countTime() {
        const Clock::time_point now = Clock::now();
        state_.seconds += std::chrono::duration<double>(now - counted_).count();
        counted_ = now;
    }

    void saveCheckpoint() {
        countTime();
        writeCheckpoint(checkpointPath(), *networks_, *optimizer_, state_);
        saved_ = Clock::now();
    }

    const Dataset& dataset_;
    TrainingOptions options_;
    const TrainingHooks& hooks_;
    torch::Device device_;
    std::vector<std::size_t> chains_;
    nlohmann::ordered_json startedFrom_; ///< fingerprint and training of the weights; empty without
    std::shared_ptr<Networks> networks_;
    std::unique_ptr<torch::optim::Adam> optimizer_;
    std::unique_ptr<WorkerGroup> group_;
    std::unique_ptr<RenderedLoss> rendered_;
    TrainingState state_;
    Clock::time_point saved_ = Clock::now();
    Clock::time_point counted_ = saved_;
    int batchesRun_ = 0;
};

} // namespace

void requireTrainingFolder(const fs::path& folder, std::span<const fs::path> inputs) {
    const std::pair<fs::path, std::vector<std::string>> written[] = {
        {folder, {"checkpoint.pt", "log.csv", "curves.svg"}}, {folder / "best", {"weights.pt", "manifest.json"}}};
    for (const auto& [place, names] : written) {
        const core::FileSet files(place);
        for (const std::string& name : names) {
            core::requireNoneOf(files.pathOf(name), inputs);
            files.requireWritable(name);
        }
    }
}

TrainingReport train(const Dataset& dataset, const TrainingOptions& options, const TrainingHooks& hooks) {
    prepareForTraining(options.threads);
    return Trainer(dataset, options, hooks).run();
}

} // namespace stepwise::models

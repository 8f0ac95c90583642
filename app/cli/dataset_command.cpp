#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/shard.h"
#include "core/file_output.h"
#include "models/dataset.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace stepwise::app {

namespace {

struct Options {
    models::DatasetOptions dataset;
    std::string output;
    std::string shard = "1/1";
};

void makeDataset(const Options& options) {
    models::DatasetOptions part = options.dataset;
    const Shard shard = parseShard(options.shard);
    part.shard = shard.index;
    part.shards = shard.count;
    core::requireWritable(options.output);
    const auto start = std::chrono::steady_clock::now();
    models::Dataset dataset;
    {
        ProgressBar bar("Rendering");
        dataset = models::renderDataset(part, [&](double share) { return bar.update(share); });
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    models::writeDataset(options.output, dataset);
    print("{} chains, {} spectrograms in {:.1f} s ({:.0f} a second)\n", dataset.chains.size(), dataset.powersDb.size(),
          seconds, static_cast<double>(dataset.powersDb.size()) / seconds);
}

} // namespace

void addDatasetCommand(CLI::App& program) {
    auto* command = program.add_subcommand("dataset", "Render training data");
    const auto options = std::make_shared<Options>();
    command->add_option("--output", options->output, "File to write")->required();
    command->add_option("--chains", options->dataset.chains, "How many")
        ->check(CLI::Range(40, 10000000))
        ->capture_default_str();
    command->add_option("--seed", options->dataset.seed, "Which")->capture_default_str();
    command->add_option("--threads", options->dataset.threads, "0: all cores")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    command->add_option("--shard", options->shard, "Only this part, as 2/4: the second of four; train takes them all")
        ->capture_default_str();
    command->callback([options] { makeDataset(*options); });
}

} // namespace stepwise::app

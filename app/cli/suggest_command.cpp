#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "app/cli/number_range.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/refine_options.h"
#include "app/cli/result_folder.h"
#include "core/audio_file.h"
#include "core/plain_text.h"
#include "models/refinement.h"
#include "models/suggester.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>

namespace stepwise::app {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string input;
    std::string target;
    std::string models;
    std::string out;
    int steps = effects::kEffectCount;
    std::optional<double> budgetMs;
    RefineChoice refine;
    bool noAlign = false;
    bool noTrim = false;
    bool json = false;
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

core::AudioBuffer load(const std::string& path, std::vector<std::string>& notes) {
    core::LoadedAudio loaded = core::readAudioFile(path);
    for (const std::string& note : loaded.notes)
        notes.push_back(fmt::format("{}: {}", path, note));
    return std::move(loaded.audio);
}

void printTable(const models::Timeline& timeline, models::StopReason reason, const std::vector<std::string>& notes) {
    for (const std::string& note : notes)
        print("Note: {}\n", core::plainText(note));
    print("{:<5}{:<14}{:>6}{:>10}{:>9}{:>9}  {}\n", "Step", "Effect", "Sure", "MSE", "LSD", "MFCC", "Settings");
    const core::Errors& dry = timeline.inputMeasured().errors;
    print("{:<5}{:<14}{:>6}{:>10.5f}{:>9.2f}{:>9.2f}\n", "", "Input", "", dry.mse, dry.lsd, dry.mfcc);
    int number = 0;
    for (const models::TimelineStep& step : timeline.steps()) {
        const core::Errors& errors = step.measured.errors;
        print("{:<5}{:<14}{:>4.0f} %{:>10.5f}{:>9.2f}{:>9.2f}  {}{}\n", ++number,
              effects::effectInfo(step.step.effect).name, 100.0F * step.confidence.value_or(0.0F), errors.mse,
              errors.lsd, errors.mfcc, effects::describeStep(step.step), step.helps ? "" : "  (does not help)");
    }
    print("{}\n", models::explain(reason));
}

models::RefinementReport refine(models::Timeline& timeline, const models::RefineOptions& options, bool isQuiet) {
    ProgressBar bar("Refining", !isQuiet);
    return models::refineTimeline(timeline, options, [&](const models::RefineStatus& status) {
        return bar.update(std::min(1.0, static_cast<double>(status.renders) / options.maxRenders));
    });
}

struct Outcome {
    models::StopReason reason = models::StopReason::nothingToDo;
    std::optional<models::RefinementReport> refinement;
    std::vector<std::string> notes; ///< of reading the files, and of the pair
    double loadSeconds = 0.0;
    double prepareSeconds = 0.0;
    double totalSeconds = 0.0;
    std::exception_ptr unwritten; ///< why the results are not in the folder
};

models::StopReason suggestSteps(models::Timeline& timeline, models::Suggester& suggester, const Options& options) {
    ProgressBar bar("Suggesting", !options.json);
    const double budgetMs = options.budgetMs.value_or(models::usualBudgetMs(timeline.input().seconds()));
    return suggester.suggestAll(timeline, {.maxSteps = options.steps, .budgetMs = budgetMs},
                                [&](double share) { return bar.update(share); });
}

void printWords(const models::Timeline& timeline, const Outcome& outcome, const Options& options) {
    printTable(timeline, outcome.reason, outcome.notes);
    if (const auto& refined = outcome.refinement)
        print("Refined with {} renders in {:.2f} s: MSE {:.5f} to {:.5f}.\n", refined->renders, refined->seconds,
              refined->initial.mse, refined->final.mse);
    if (!options.out.empty() && !outcome.unwritten)
        print("Written to {}: chain.stepwise.json, step-*.wav, result.wav, timeline.png, steps.md\n",
              core::plainText(options.out));
}

Json outcomeJson(const models::Timeline& timeline, const Outcome& outcome, models::Suggester& suggester) {
    Json steps = Json::array();
    for (const models::TimelineStep& step : timeline.steps())
        steps.push_back(toJson(step));
    const std::size_t best = timeline.bestPrefix();
    Json json = {{"rack", effects::kRackVersion},
                 {"models", suggester.predictor().name()},
                 {"trim_db", timeline.chain(best).trimDb},
                 {"errors",
                  {{"initial", models::errorsJson(timeline.inputMeasured().errors)},
                   {"final", models::errorsJson(timeline.measuredBefore(best).errors)}}},
                 {"steps", steps},
                 {"stopped", models::explain(outcome.reason)},
                 {"alignment_ms", timeline.comparison().pair().alignmentMs},
                 {"notes", outcome.notes},
                 {"seconds",
                  {{"load", outcome.loadSeconds},
                   {"models", suggester.times().modelsSeconds},
                   {"render", outcome.prepareSeconds + suggester.times().renderSeconds},
                   {"total", outcome.totalSeconds}}}};
    if (const auto& refined = outcome.refinement)
        json["refinement"] = {{"method", refined->method},
                              {"renders", refined->renders},
                              {"seconds", refined->seconds},
                              {"initial", models::errorsJson(refined->initial)},
                              {"final", models::errorsJson(refined->final)}};
    return json;
}

/// What was found is printed all the same.
std::exception_ptr tryToWrite(const fs::path& folder, const models::Timeline& timeline, const Outcome& outcome) {
    try {
        writeResults(folder, timeline, outcome.reason, outcome.notes);
        return nullptr;
    } catch (const std::exception&) {
        return std::current_exception();
    }
}

void suggest(const Options& options) {
    const auto start = Clock::now();
    Outcome outcome;
    const fs::path folder = options.models.empty() ? models::defaultModelFolder() : fs::path(options.models);
    if (!options.out.empty())
        requireResultFolder(options.out, std::vector<fs::path>{options.input, options.target, folder / "manifest.json",
                                                               folder / "weights.pt"});
    core::AudioBuffer input = load(options.input, outcome.notes);
    core::AudioBuffer target = load(options.target, outcome.notes);
    models::Suggester suggester(models::loadPredictor(folder));
    outcome.loadSeconds = secondsSince(start);
    models::Timeline timeline(std::move(input), std::move(target),
                              {.align = !options.noAlign, .trim = !options.noTrim});
    outcome.prepareSeconds = secondsSince(start) - outcome.loadSeconds;
    std::ranges::copy(core::sentences(timeline.notes()), std::back_inserter(outcome.notes));
    outcome.reason = suggestSteps(timeline, suggester, options);
    if (const auto refineOptions = options.refine.options())
        outcome.refinement = refine(timeline, *refineOptions, options.json);
    if (!options.out.empty())
        outcome.unwritten = tryToWrite(options.out, timeline, outcome);
    outcome.totalSeconds = secondsSince(start);
    if (options.json)
        printJson(outcomeJson(timeline, outcome, suggester));
    else
        printWords(timeline, outcome, options);
    if (outcome.unwritten)
        std::rethrow_exception(outcome.unwritten);
}

} // namespace

void addSuggestCommand(CLI::App& program) {
    auto* command = program.add_subcommand("suggest", "Suggest the steps from a dry sound to a target");
    const auto options = std::make_shared<Options>();
    command->add_option("--input", options->input, "The dry sound")->required();
    command->add_option("--target", options->target, "The sound to reach")->required();
    command->add_option("--steps", options->steps, "At most this many steps")
        ->check(CLI::Range(1, effects::kEffectCount))
        ->capture_default_str();
    command
        ->add_option(
            "--budget-ms", options->budgetMs,
            "Time for a search among alternatives, after the greedy round; 0 takes each first guess that helps. "
            "By default 1000 for each second of sound, 1000 to 5000; 0 for sounds of more than half a minute")
        ->check(numberBetween(0.0, 3.6e6));
    addRefineOptions(*command, options->refine);
    command->add_option(
        "--out", options->out,
        "Folder for the chain, the sounds, the picture and the steps in words; those of an earlier run are "
        "replaced, all or none");
    command->add_option("--models", options->models, "Folder of the trained weights");
    command->add_flag("--no-align", options->noAlign,
                      "Take both sounds as they are: no shift, and no silence or offset left out");
    command->add_flag("--no-trim", options->noTrim, "The level is part of the target: do not match the loudness");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options] { suggest(*options); });
}

} // namespace stepwise::app

// stepwise-cli: the main job and its parts without a window.

#include "app/cli/commands.h"
#include "core/error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace {

constexpr int kBadInput = 2;

int fail(const char* sentence) {
    fmt::print(stderr, "stepwise-cli: {}\n", sentence);
    return kBadInput;
}

int run(int argc, char** argv) {
    using namespace stepwise::app;
    CLI::App program("Stepwise teaches sound design one effect at a time: from a dry sound to a target, step by step.",
                     "stepwise-cli");
    program.require_subcommand(1);
    program.set_version_flag("--version", "Stepwise " STEPWISE_VERSION);
#ifndef STEPWISE_TRAINING_ONLY
    addSuggestCommand(program);
    addRenderCommand(program);
    addCompareCommand(program);
    addSynthCommand(program);
    addInfoCommand(program);
#endif
    addDatasetCommand(program);
    addTrainCommand(program);
    addCalibrateCommand(program);
    addEvaluateCommand(program);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : kBadInput;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const stepwise::core::Error& error) {
        return fail(error.what());
    } catch (const std::bad_alloc&) {
        return fail("There is not enough memory for this sound.");
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}

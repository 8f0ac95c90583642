// stepwise-cli: the main job and its parts without a window.

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/termination.h"
#include "core/error.h"
#include "core/write_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sstream>

namespace {

using namespace stepwise::app;

constexpr int kBadInput = 2;

int fail(std::string_view sentence) {
    say("stepwise-cli: {}", sentence);
    return kBadInput;
}

/// What help, the version, or options that are not right have to say.
int answer(const CLI::App& program, const CLI::ParseError& error) {
    std::ostringstream results;
    std::ostringstream complaints;
    const int code = program.exit(error, results, complaints);
    printText(results.str());
    std::istringstream lines(complaints.str());
    for (std::string line; std::getline(lines, line);)
        sayText(line);
    return code == 0 ? 0 : kBadInput;
}

int run(int argc, char** argv) {
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
        return answer(program, error);
    }
    return 0;
}

int runCaught(int argc, char** argv) {
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

} // namespace

int main(int argc, char** argv) {
    stepwise::core::holdStandardStreams();
    stepwise::core::takeWriteErrorsWithoutSignals();
    clearUpWhenTerminated();
    const int code = runCaught(argc, argv);
    return finishOutput() ? code : kBadInput;
}

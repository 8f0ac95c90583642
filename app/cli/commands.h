// The sub-commands of stepwise-cli, one file each. Each function adds its command with its options to the program.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace stepwise::app {

void addSuggestCommand(CLI::App& program);
void addRenderCommand(CLI::App& program);
void addCompareCommand(CLI::App& program);
void addSynthCommand(CLI::App& program);
void addDatasetCommand(CLI::App& program);
void addTrainCommand(CLI::App& program);
void addCalibrateCommand(CLI::App& program);
void addEvaluateCommand(CLI::App& program);
void addInfoCommand(CLI::App& program);

} // namespace stepwise::app

// Why a file cannot be written, in plain words and never guessed.
#pragma once

#include <filesystem>
#include <string>

namespace stepwise::core {

/// The words for an error number (errno), to stand behind "since": "the disk is full", "permission is denied".
std::string reasonOf(int errorNumber);

/// Throws Error: "x.wav: cannot be written, since the disk is full."
[[noreturn]] void failWriting(const std::filesystem::path& path, int errorNumber);
[[noreturn]] void failWriting(const std::filesystem::path& path, const std::string& reason);

/// Lets a file that grows beyond this user's limit (`ulimit -f`), and a reader that has gone, be errors like all
/// others: their signals would end the program without a word. For the beginning of a program.
void takeWriteErrorsWithoutSignals();

/// Where the standard input, output or error is closed, no file that is opened later takes its place; writing there
/// fails as before. For the beginning of a program.
void holdStandardStreams();

} // namespace stepwise::core

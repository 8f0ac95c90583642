#include "app/cli/output.h"

#include "core/file_contents.h"
#include "core/plain_text.h"
#include "core/write_error.h"
#include "models/json_text.h"

#include <string>
#include <unistd.h>

namespace stepwise::app {

namespace {

constexpr std::size_t kBufferBytes = 1U << 16U;

std::string pending; ///< results that are not written yet
int failure = 0;     ///< error number of the first results that could not be written

} // namespace

void printText(std::string_view text) {
    pending += core::plainText(text, true);
    if (pending.size() > kBufferBytes)
        flushOutput();
}

void printJson(const nlohmann::ordered_json& json) {
    pending += models::jsonText(json);
    flushOutput();
}

void flushOutput() {
    if (failure == 0)
        failure = core::writeAll(STDOUT_FILENO, pending);
    pending.clear();
}

bool finishOutput() {
    flushOutput();
    if (failure != 0)
        say("stepwise-cli: The results cannot be written to the standard output, since {}.", core::reasonOf(failure));
    return failure == 0;
}

void sayText(std::string_view sentence) {
    drawOnTerminal(core::plainText(sentence) + '\n');
}

void drawOnTerminal(std::string_view text) {
    core::writeAll(STDERR_FILENO, text);
}

} // namespace stepwise::app

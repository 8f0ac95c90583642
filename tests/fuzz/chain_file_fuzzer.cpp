// Chain files: what is accepted is written again as the same chain.
#include "effects/chain_file.h"
#include "fuzz/input.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::expectAnswer([&] {
        const effects::Chain chain = effects::parseChain(fuzz::textOf(data, size), "input");
        fuzz::require(effects::parseChain(effects::formatChain(chain), "written again").steps == chain.steps);
    });
    return 0;
}

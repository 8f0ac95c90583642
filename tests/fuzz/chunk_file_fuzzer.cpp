// Chunk files, and their writing.
#include "core/chunk_file.h"
#include "fuzz/chunks.h"
#include "fuzz/input.h"

using namespace stepwise;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize,
                                               unsigned seed) {
    return fuzz::mutateChunks(data, size, maxSize, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("chunks");
    file.hold(fuzz::textOf(data, size));
    fuzz::expectAnswer([&] {
        const core::ChunkFile chunks = core::readChunkFile(file.path(), "STEPWISE");
        std::uint64_t bytes = 0;
        for (const core::Chunk& chunk : chunks.chunks) {
            if (const auto found = chunks.find(chunk.id))
                fuzz::require(core::textOf(*found).size() == found->size);
            bytes += core::textOf(chunk.bytes).size();
        }
        fuzz::require(bytes <= size);
    });
    return 0;
}

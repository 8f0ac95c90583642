// Archives of weights and checkpoints. Every element of an accepted tensor lies within its storage.
#include "fuzz/input.h"
#include "models/archived_module.h"
#include "models/stored_zip.h"

#include <exception>
#include <random>

using namespace stepwise;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace {

void put(std::string& bytes, std::size_t value, int count) {
    for (int i = 0; i < count; ++i)
        bytes += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

/// A ZIP file of uncompressed members.
std::string zipOf(const std::map<std::string, std::string>& members) {
    std::string zip;
    std::string directory;
    for (const auto& [name, content] : members) {
        std::string sizes;
        put(sizes, 0, 4); // checksum
        put(sizes, content.size(), 4);
        put(sizes, content.size(), 4);
        put(sizes, name.size(), 2);
        put(sizes, 0, 2); // extra
        directory += std::string("PK\x01\x02\0\0", 6) + std::string(10, '\0') + sizes + std::string(10, '\0');
        put(directory, zip.size(), 4);
        directory += name;
        zip += "PK\x03\x04" + std::string(10, '\0') + sizes + name + content;
    }
    const std::size_t at = zip.size();
    zip += directory + std::string("PK\x05\x06\0\0\0\0", 8);
    put(zip, members.size(), 2);
    put(zip, members.size(), 2);
    put(zip, directory.size(), 4);
    put(zip, at, 4);
    put(zip, 0, 2);
    return zip;
}

/// Another content of one member, in an archive that is whole; empty if it was none.
std::string mutatedMember(std::string_view archive, std::size_t maxSize, unsigned seed) {
    std::map<std::string, std::string> members;
    try {
        for (const auto& [name, content] : models::storedMembers(archive))
            members[name] = content;
    } catch (const std::exception&) {
        return {};
    }
    for (auto& [name, content] : members)
        if (name.ends_with("data.pkl") && archive.size() < maxSize) {
            const std::size_t size = content.size();
            content.resize(size + maxSize - archive.size());
            content.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(content.data()), size, content.size()));
        } else if (seed % 16 == 1) {
            content.resize(content.size() / 2);
        }
    return zipOf(members);
}

void readLast(const models::ArchivedTensor& tensor) {
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i)
        last += (tensor.sizes[i] - 1) * tensor.strides[i];
    fuzz::require((last + 1) * models::bytesOf(tensor.type) <= static_cast<std::int64_t>(tensor.bytes.size()));
}

void readAll(const models::ArchivedModule& module) {
    for (const auto& [name, value] : module.values) {
        if (const auto* tensor = std::get_if<models::ArchivedTensor>(&value))
            readLast(*tensor);
        else if (const auto* inner = std::get_if<std::shared_ptr<const models::ArchivedModule>>(&value))
            readAll(**inner);
    }
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize,
                                               unsigned seed) {
    if (seed % 4 != 0) {
        const std::string archive = mutatedMember(fuzz::textOf(data, size), maxSize, seed);
        if (!archive.empty() && archive.size() <= maxSize) {
            archive.copy(reinterpret_cast<char*>(data), archive.size());
            return archive.size();
        }
    }
    return LLVMFuzzerMutate(data, size, maxSize);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        readAll(models::readArchive(fuzz::textOf(data, size)));
    } catch (const std::logic_error&) { // the callers say whose archive it is
    } catch (const std::bad_variant_access&) {
    }
    return 0;
}

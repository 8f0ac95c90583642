// What libtorch's OutputArchive writes, read without libtorch: values and tensors by name. libtorch's own reader runs
// the file as a program and trusts it; this one knows the few words that our files are written in, and refuses the
// rest.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace stepwise::models {

enum class ElementType { float16, float32, float64, int64 };

/// A view of the archive's bytes, which have to outlive it.
struct ArchivedTensor {
    ElementType type = ElementType::float32;
    std::string_view bytes; ///< of the whole storage, not aligned
    std::int64_t offset = 0;
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides; ///< as many; every element lies within the storage, and no two are the same
};

std::int64_t bytesOf(ElementType type);

class ArchivedModule;
using ArchivedPair = std::pair<double, double>;
using ArchivedValue = std::variant<bool, std::int64_t, double, std::string, ArchivedPair, ArchivedTensor,
                                   std::shared_ptr<const ArchivedModule>>;

class ArchivedModule {
public:
    std::map<std::string, ArchivedValue, std::less<>> values;

    /// Throw std::exception when there is none of that name, or it is something else.
    const ArchivedModule& module(std::string_view name) const;
    const ArchivedTensor& tensor(std::string_view name) const;
    const std::string& text(std::string_view name) const;
    std::int64_t number(std::string_view name) const;

    bool has(std::string_view name) const { return values.contains(name); }

private:
    template <class T>
    const T& get(std::string_view name) const {
        const auto found = values.find(name);
        if (found == values.end())
            throw std::out_of_range(std::string(name));
        return std::get<T>(found->second);
    }
};

/// Throws std::exception when it is no such archive, or holds anything else.
ArchivedModule readArchive(std::string_view bytes);

} // namespace stepwise::models

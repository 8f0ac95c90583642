#include "models/archived_tensors.h"

#include <cstring>

namespace stepwise::models {

namespace {

torch::ScalarType scalarType(ElementType type) {
    switch (type) {
    case ElementType::float16:
        return torch::kHalf;
    case ElementType::float32:
        return torch::kFloat32;
    case ElementType::float64:
        return torch::kFloat64;
    case ElementType::int64:
        break;
    }
    return torch::kInt64;
}

struct Writing {
    torch::serialize::OutputArchive& archive;
    const std::string& name;

    void operator()(const ArchivedTensor& tensor) const { archive.write(name, toTensor(tensor), true); }
    void operator()(const std::shared_ptr<const ArchivedModule>& module) const {
        torch::serialize::OutputArchive inner;
        writeAgain(*module, inner);
        archive.write(name, inner);
    }
    void operator()(const ArchivedPair& pair) const {
        archive.write(name, c10::IValue(std::make_tuple(pair.first, pair.second)));
    }
    template <class Value>
    void operator()(const Value& value) const {
        archive.write(name, c10::IValue(value));
    }
};

} // namespace

torch::Tensor toTensor(const ArchivedTensor& tensor) {
    const auto elements = static_cast<std::int64_t>(tensor.bytes.size()) / bytesOf(tensor.type);
    const torch::Tensor storage = torch::empty({elements}, scalarType(tensor.type));
    std::memcpy(storage.data_ptr(), tensor.bytes.data(), static_cast<std::size_t>(elements * bytesOf(tensor.type)));
    return storage.as_strided(tensor.sizes, tensor.strides, tensor.offset);
}

void copyInto(torch::Tensor& tensor, const ArchivedTensor& archived) {
    if (tensor.sizes() != torch::IntArrayRef(archived.sizes))
        throw std::invalid_argument("shape");
    const torch::NoGradGuard guard;
    tensor.copy_(toTensor(archived));
}

void writeAgain(const ArchivedModule& module, torch::serialize::OutputArchive& archive) {
    for (const auto& [name, value] : module.values)
        std::visit(Writing{archive, name}, value);
}

} // namespace stepwise::models

#include "models/archived_module.h"

#include "models/stored_zip.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace stepwise::models {

namespace {

using Members = std::map<std::string, std::string_view, std::less<>>;

// The words of Python's pickle, protocol 2, that libtorch uses (Python's Lib/pickletools.py describes them).
enum class Word : unsigned char {
    protocol = 0x80,
    global = 'c',
    put = 'q',
    longPut = 'r',
    get = 'h',
    longGet = 'j',
    mark = '(',
    tuple = 't',
    emptyTuple = ')',
    tuple1 = 0x85,
    tuple2 = 0x86,
    tuple3 = 0x87,
    emptyDictionary = '}',
    newObject = 0x81,
    setItems = 'u',
    build = 'b',
    reduce = 'R',
    persistent = 'Q',
    text = 'X',
    byte = 'K',
    twoBytes = 'M',
    fourBytes = 'J',
    longNumber = 0x8a,
    real = 'G',
    yes = 0x88,
    no = 0x89,
    stop = '.'
};

struct Mark {};
struct Global {
    std::string_view module;
    std::string_view name;
};
struct Storage {
    ElementType type = ElementType::float32;
    std::string_view bytes;
};
struct Item;
struct Tuple {
    std::vector<Item> items;
};
struct Dictionary {
    ArchivedModule content;
    int depth = 1;
};
struct Module {
    Dictionary dictionary;
};
struct Item {
    std::variant<Mark, Global, Storage, Tuple, Dictionary, Module, bool, std::int64_t, double, std::string_view,
                 ArchivedTensor>
        value;
};

[[noreturn]] void refuse() {
    throw std::invalid_argument("archive");
}

template <class T>
T& as(Item& item) {
    T* value = std::get_if<T>(&item.value);
    if (value == nullptr)
        refuse();
    return *value;
}

template <class T>
const T& as(const Item& item) {
    return as<T>(const_cast<Item&>(item));
}

ElementType typeOf(const Global& storage) {
    if (storage.module == "torch") {
        if (storage.name == "HalfStorage")
            return ElementType::float16;
        if (storage.name == "FloatStorage")
            return ElementType::float32;
        if (storage.name == "DoubleStorage")
            return ElementType::float64;
        if (storage.name == "LongStorage")
            return ElementType::int64;
    }
    refuse();
}

std::vector<std::int64_t> numbersOf(const Item& tuple) {
    std::vector<std::int64_t> numbers;
    for (const Item& item : as<Tuple>(tuple).items)
        numbers.push_back(as<std::int64_t>(item));
    return numbers;
}

/// Elements lie apart when each stride steps over all that the smaller ones reach.
void requireWithin(const ArchivedTensor& tensor) {
    constexpr std::size_t kMaxDimensions = 8;
    const auto elements = static_cast<std::int64_t>(tensor.bytes.size()) / bytesOf(tensor.type);
    if (tensor.sizes.size() != tensor.strides.size() || tensor.sizes.size() > kMaxDimensions)
        refuse();
    std::vector<std::pair<std::int64_t, std::int64_t>> dimensions; // stride and size
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
        if (tensor.sizes[i] < 1 || tensor.sizes[i] > elements || tensor.strides[i] < 0 || tensor.strides[i] > elements)
            refuse();
        if (tensor.sizes[i] > 1)
            dimensions.emplace_back(tensor.strides[i], tensor.sizes[i]);
    }
    std::ranges::sort(dimensions);
    std::int64_t reached = 1;
    for (const auto& [stride, size] : dimensions) {
        if (stride < reached || (size - 1) > (elements - reached) / stride)
            refuse();
        reached += (size - 1) * stride;
    }
    if (tensor.offset < 0 || tensor.offset > elements - reached)
        refuse();
}

/// (storage, offset, sizes, strides, whether it is trained, hooks)
ArchivedTensor tensorOf(const Tuple& tuple) {
    if (tuple.items.size() != 6)
        refuse();
    const auto& storage = as<Storage>(tuple.items[0]);
    ArchivedTensor tensor = {storage.type, storage.bytes, as<std::int64_t>(tuple.items[1]), numbersOf(tuple.items[2]),
                             numbersOf(tuple.items[3])};
    requireWithin(tensor);
    return tensor;
}

/// Names become names of attributes in a program when libtorch writes them.
std::string nameOf(const Item& item) {
    const auto name = as<std::string_view>(item);
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/';
    };
    if (name.empty() || !std::ranges::all_of(name, isPlain))
        refuse();
    return std::string(name);
}

/// In a module; `depth` grows to one more than that of a module it holds.
ArchivedValue valueOf(Item& item, int& depth) {
    constexpr int kMaxDepth = 16;
    if (auto* module = std::get_if<Module>(&item.value)) {
        depth = std::max(depth, module->dictionary.depth + 1);
        if (depth > kMaxDepth)
            refuse();
        return std::make_shared<const ArchivedModule>(std::move(module->dictionary.content));
    }
    if (const auto* text = std::get_if<std::string_view>(&item.value))
        return std::string(*text);
    if (auto* tensor = std::get_if<ArchivedTensor>(&item.value))
        return std::move(*tensor);
    if (const auto* pair = std::get_if<Tuple>(&item.value)) {
        if (pair->items.size() != 2)
            refuse();
        return ArchivedPair(as<double>(pair->items[0]), as<double>(pair->items[1]));
    }
    if (const auto* truth = std::get_if<bool>(&item.value))
        return *truth;
    if (const auto* number = std::get_if<std::int64_t>(&item.value))
        return *number;
    return as<double>(item);
}

/// Runs the pickle's words on a stack, as pickletools describes.
class PickleReader {
public:
    PickleReader(std::string_view pickle, const Members& members, std::string folder)
        : pickle_(pickle), members_(members), folder_(std::move(folder)) {}

    ArchivedModule read() {
        for (;;) {
            const auto word = static_cast<Word>(static_cast<unsigned char>(take(1).front()));
            if (word == Word::stop)
                break;
            if (!readValue(word) && !readReference(word))
                readStructure(word);
        }
        return std::move(as<Module>(top()).dictionary.content);
    }

private:
    std::string_view take(std::size_t count) {
        if (count > pickle_.size() - at_)
            refuse();
        at_ += count;
        return pickle_.substr(at_ - count, count);
    }

    std::string_view takeLine() {
        const std::size_t end = pickle_.find('\n', at_);
        if (end == std::string_view::npos)
            refuse();
        const std::string_view line = take(end - at_);
        take(1);
        return line;
    }

    std::uint64_t takeNumber(std::size_t bytes) {
        std::uint64_t value = 0;
        const std::string_view digits = take(bytes);
        for (std::size_t i = 0; i < bytes; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(digits[i])) << (8U * i);
        return value;
    }

    Item& top() {
        if (stack_.empty())
            refuse();
        return stack_.back();
    }

    template <class T>
    T pop() {
        T value = std::move(as<T>(top()));
        stack_.pop_back();
        return value;
    }

    std::vector<Item> popItems(std::size_t count) {
        if (stack_.size() < count)
            refuse();
        const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
        std::vector<Item> items(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
        stack_.erase(first, stack_.end());
        return items;
    }

    std::vector<Item> popToMark() {
        std::size_t count = 0;
        while (count < stack_.size() && !std::holds_alternative<Mark>(stack_[stack_.size() - 1 - count].value))
            ++count;
        std::vector<Item> items = popItems(count);
        pop<Mark>();
        return items;
    }

    template <class T>
    void push(T value) {
        stack_.push_back({std::move(value)});
    }

    bool readValue(Word word) {
        switch (word) {
        case Word::text:
            push(take(takeNumber(4)));
            return true;
        case Word::byte:
            push(static_cast<std::int64_t>(takeNumber(1)));
            return true;
        case Word::twoBytes:
            push(static_cast<std::int64_t>(takeNumber(2)));
            return true;
        case Word::fourBytes:
            push(static_cast<std::int64_t>(static_cast<std::int32_t>(static_cast<std::uint32_t>(takeNumber(4)))));
            return true;
        case Word::longNumber:
            if (takeNumber(1) != 8)
                refuse();
            push(static_cast<std::int64_t>(takeNumber(8)));
            return true;
        case Word::real: {
            std::string bytes(take(8));
            std::ranges::reverse(bytes);
            std::uint64_t bits = 0;
            for (std::size_t i = 0; i < bytes.size(); ++i)
                bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8U * i);
            push(std::bit_cast<double>(bits));
            return true;
        }
        case Word::yes:
        case Word::no:
            push(word == Word::yes);
            return true;
        default:
            return false;
        }
    }

    bool readReference(Word word) {
        switch (word) {
        case Word::protocol:
            if (takeNumber(1) != 2)
                refuse();
            return true;
        case Word::global: {
            const std::string_view module = takeLine();
            push(Global{module, takeLine()});
            return true;
        }
        case Word::put:
            remember(takeNumber(1));
            return true;
        case Word::longPut:
            remember(takeNumber(4));
            return true;
        case Word::get:
            recall(takeNumber(1));
            return true;
        case Word::longGet:
            recall(takeNumber(4));
            return true;
        case Word::persistent:
            push(storageOf(pop<Tuple>()));
            return true;
        default:
            return false;
        }
    }

    void readStructure(Word word) {
        switch (word) {
        case Word::mark:
            return push(Mark{});
        case Word::emptyDictionary:
            return push(Dictionary{});
        case Word::emptyTuple:
            return push(Tuple{});
        case Word::tuple:
            return pushTuple(popToMark());
        case Word::tuple1:
            return pushTuple(popItems(1));
        case Word::tuple2:
            return pushTuple(popItems(2));
        case Word::tuple3:
            return pushTuple(popItems(3));
        case Word::newObject:
            return makeModule();
        case Word::setItems:
            return setItems();
        case Word::build:
            return build();
        case Word::reduce:
            return reduce();
        default:
            refuse();
        }
    }

    /// Names come back; nothing else does in what libtorch writes for us, and nothing can be built from itself.
    void remember(std::uint64_t key) {
        if (const auto* text = std::get_if<std::string_view>(&top().value))
            remembered_[key] = {*text};
        else if (const auto* global = std::get_if<Global>(&top().value))
            remembered_[key] = {*global};
    }

    void recall(std::uint64_t key) {
        const auto found = remembered_.find(key);
        if (found == remembered_.end())
            refuse();
        stack_.push_back(found->second);
    }

    /// Of plain values: a tuple within tuples is a tensor's sizes at most, which tensorOf() takes apart.
    void pushTuple(std::vector<Item> items) {
        for (Item& item : items)
            if (const auto* inner = std::get_if<Tuple>(&item.value))
                for (const Item& innermost : inner->items)
                    if (std::holds_alternative<Tuple>(innermost.value))
                        refuse();
        push(Tuple{std::move(items)});
    }

    void makeModule() {
        if (!pop<Tuple>().items.empty() || !pop<Global>().module.starts_with("__torch__"))
            refuse();
        push(Module{});
    }

    void setItems() {
        std::vector<Item> items = popToMark();
        auto& dictionary = as<Dictionary>(top());
        if (items.size() % 2 != 0)
            refuse();
        for (std::size_t i = 0; i < items.size(); i += 2)
            dictionary.content.values[nameOf(items[i])] = valueOf(items[i + 1], dictionary.depth);
    }

    void build() {
        auto dictionary = pop<Dictionary>();
        as<Module>(top()).dictionary = std::move(dictionary);
    }

    void reduce() {
        const auto arguments = pop<Tuple>();
        const auto called = pop<Global>();
        if (called.module == "collections" && called.name == "OrderedDict" && arguments.items.empty())
            push(Dictionary{});
        else if (called.module == "torch._utils" && called.name == "_rebuild_tensor_v2")
            push(tensorOf(arguments));
        else
            refuse();
    }

    /// ("storage", type, number of the member, device, elements)
    Storage storageOf(const Tuple& tuple) const {
        if (tuple.items.size() != 5 || as<std::string_view>(tuple.items[0]) != "storage")
            refuse();
        const auto found = members_.find(folder_ + "data/" + std::string(as<std::string_view>(tuple.items[2])));
        const Storage storage = {typeOf(as<Global>(tuple.items[1])),
                                 found == members_.end() ? std::string_view() : found->second};
        if (as<std::int64_t>(tuple.items[4]) != static_cast<std::int64_t>(storage.bytes.size()) / bytesOf(storage.type))
            refuse();
        return storage;
    }

    std::string_view pickle_;
    const Members& members_;
    std::string folder_;
    std::size_t at_ = 0;
    std::vector<Item> stack_;
    std::unordered_map<std::uint64_t, Item> remembered_;
};

} // namespace

std::int64_t bytesOf(ElementType type) {
    switch (type) {
    case ElementType::float16:
        return 2;
    case ElementType::float32:
        return 4;
    case ElementType::float64:
    case ElementType::int64:
        break;
    }
    return 8;
}

const ArchivedModule& ArchivedModule::module(std::string_view name) const {
    return *get<std::shared_ptr<const ArchivedModule>>(name);
}

const ArchivedTensor& ArchivedModule::tensor(std::string_view name) const {
    return get<ArchivedTensor>(name);
}

const std::string& ArchivedModule::text(std::string_view name) const {
    return get<std::string>(name);
}

std::int64_t ArchivedModule::number(std::string_view name) const {
    return get<std::int64_t>(name);
}

ArchivedModule readArchive(std::string_view bytes) {
    constexpr std::string_view kPickle = "data.pkl";
    const Members members = storedMembers(bytes);
    for (const auto& [name, content] : members)
        if (name.ends_with("/data.pkl"))
            return PickleReader(content, members, name.substr(0, name.size() - kPickle.size())).read();
    refuse();
}

} // namespace stepwise::models

#include "models/worker_group.h"

#include "core/error.h"
#include "models/meeting_point.h"

#include <fmt/format.h>

#include <cstring>

#ifdef STEPWISE_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace stepwise::models {

#ifdef STEPWISE_HAS_GLOO

namespace {

constexpr std::chrono::minutes kMeetingTimeout{5};
constexpr std::chrono::minutes kWorkTimeout{30}; ///< worker 0 validates alone

bool isThisMachine(const std::string& host) {
    return host == "localhost" || host.starts_with("127.");
}

} // namespace

struct WorkerGroup::State {
    int worker = 0;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group;

    /// A pointer whose class moved between versions of libtorch.
    template <class WorkPointer>
    static void wait(const WorkPointer& work) {
        try {
            work->wait();
        } catch (const std::exception&) {
            throw core::Error("Another worker of this training has gone; start all of them again to resume.");
        }
    }
};

WorkerGroup::WorkerGroup(const std::string& meetingPoint, int worker, int workers) : state_(std::make_unique<State>()) {
    const MeetingPoint point = parseMeetingPoint(meetingPoint);
    state_->worker = worker;
    try {
        c10d::TCPStoreOptions storeOptions;
        storeOptions.port = point.port;
        storeOptions.isServer = worker == 0;
        storeOptions.numWorkers = static_cast<std::size_t>(workers);
        storeOptions.timeout = kMeetingTimeout;
        const auto store = c10::make_intrusive<c10d::TCPStore>(point.host, storeOptions);
        const auto options = c10d::ProcessGroupGloo::Options::create(kWorkTimeout);
        options->devices.push_back(isThisMachine(point.host)
                                       ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                       : c10d::ProcessGroupGloo::createDefaultDevice());
        options->threads = 1;
        state_->group = c10::make_intrusive<c10d::ProcessGroupGloo>(store, worker, workers, options);
    } catch (const std::exception&) {
        throw core::Error(fmt::format("The {} workers did not meet at {}.", workers, meetingPoint));
    }
}

WorkerGroup::~WorkerGroup() = default;

int WorkerGroup::worker() const {
    return state_->worker;
}

void WorkerGroup::sum(torch::Tensor& values) {
    std::vector<torch::Tensor> tensors = {values};
    State::wait(state_->group->allreduce(tensors));
}

std::string WorkerGroup::fromFirst(std::string bytes) {
    std::vector<torch::Tensor> size = {torch::tensor({static_cast<std::int64_t>(bytes.size())}, torch::kInt64)};
    State::wait(state_->group->broadcast(size));
    const std::int64_t count = size.front().item<std::int64_t>();
    bytes.resize(static_cast<std::size_t>(count));
    std::vector<torch::Tensor> content = {torch::zeros({std::max<std::int64_t>(count, 1)}, torch::kUInt8)};
    std::memcpy(content.front().data_ptr(), bytes.data(), bytes.size());
    State::wait(state_->group->broadcast(content));
    std::memcpy(bytes.data(), content.front().data_ptr(), bytes.size());
    return bytes;
}

#else

struct WorkerGroup::State {};

WorkerGroup::WorkerGroup(const std::string&, int, int) {
    throw core::Error("This build cannot train with several workers: its libtorch came without Gloo's headers.");
}

WorkerGroup::~WorkerGroup() = default;

int WorkerGroup::worker() const {
    return 0;
}

void WorkerGroup::sum(torch::Tensor&) {}

std::string WorkerGroup::fromFirst(std::string bytes) {
    return bytes;
}

#endif

} // namespace stepwise::models

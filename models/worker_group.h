// Processes that train the same networks together, through libtorch's own distributed package (Gloo). Private to
// models/: it includes libtorch.
#pragma once

#include "models/networks.h"

#include <memory>
#include <string>

namespace stepwise::models {

class WorkerGroup {
public:
    /// Waits until all workers have met at worker 0's "host:port". Throws core::Error when the meeting point is no such
    /// thing, when they do not meet within some minutes, or when this build has no Gloo.
    WorkerGroup(const std::string& meetingPoint, int worker, int workers);
    ~WorkerGroup();

    int worker() const;

    /// In place: the sum over all workers, the same on each. Throws core::Error when a worker has gone.
    void sum(torch::Tensor& values);

    /// Worker 0's bytes, on every worker.
    std::string fromFirst(std::string bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace stepwise::models

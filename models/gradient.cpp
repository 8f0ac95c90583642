#include "models/gradient.h"

#include "core/random.h"
#include "models/batch.h"
#include "models/loss.h"

namespace stepwise::models {

namespace {

constexpr double kUnknownLevelShare = 0.5;

std::vector<bool> drawnLevels(const Networks& networks, std::size_t chains, std::uint64_t seed) {
    core::Random random(seed);
    std::vector<bool> levelKnown;
    for (std::size_t i = 0; i < chains; ++i)
        levelKnown.push_back(random.uniform() >= kUnknownLevelShare || !networks.seesLevelFlag());
    return levelKnown;
}

/// Running statistics: every slice starts from the batch's, and the batch ends with the mean over slices.
class Statistics {
public:
    explicit Statistics(Networks& networks) : buffers_(networks.buffers()) {
        for (const torch::Tensor& buffer : buffers_) {
            start_.push_back(buffer.clone());
            sum_.push_back(torch::zeros_like(buffer, torch::kFloat32));
        }
    }
    void startSlice() {
        const torch::NoGradGuard guard;
        for (std::size_t i = 0; i < buffers_.size(); ++i)
            buffers_[i].copy_(start_[i]);
    }
    void endSlice() {
        const torch::NoGradGuard guard;
        for (std::size_t i = 0; i < buffers_.size(); ++i)
            sum_[i].add_(buffers_[i]);
    }
    std::vector<torch::Tensor>& sums() { return sum_; }
    void finish(int slices) {
        const torch::NoGradGuard guard;
        for (std::size_t i = 0; i < buffers_.size(); ++i)
            buffers_[i].copy_(sum_[i] / slices);
    }

private:
    std::vector<torch::Tensor> buffers_;
    std::vector<torch::Tensor> start_;
    std::vector<torch::Tensor> sum_;
};

double sliceGradient(Networks& networks, const Dataset& dataset, std::span<const std::size_t> chains,
                     std::uint64_t seed, const GradientOptions& options) {
    torch::manual_seed(seed); // dropout
    RenderedRows rows;
    RenderedTerm term;
    if (options.rendered != nullptr) {
        rows = options.rendered->draw(seed);
        term = {rows.effect, options.renderedWeight, std::ref(*options.rendered)};
    }
    const Batch batch = makeBatch(dataset, chains, drawnLevels(networks, chains.size(), seed), missingEffects(networks),
                                  options.rendered != nullptr ? &rows : nullptr);
    const torch::Tensor loss = trainingLoss(networks, batch, options.device, options.precision,
                                            options.rendered != nullptr ? &term : nullptr) /
                               options.slices;
    loss.backward();
    return loss.item<double>();
}

/// One message for everything that workers share.
BatchOutcome shared(WorkerGroup& group, std::vector<torch::Tensor> tensors, BatchOutcome outcome) {
    tensors.push_back(torch::tensor({static_cast<float>(outcome.loss), outcome.isStopWanted ? 1.0F : 0.0F}));
    std::vector<torch::Tensor> flat;
    for (const torch::Tensor& tensor : tensors)
        flat.push_back(tensor.detach().to(torch::kCPU).reshape({-1}));
    torch::Tensor message = torch::cat(flat);
    group.sum(message);
    const torch::NoGradGuard guard;
    std::int64_t first = 0;
    for (torch::Tensor& tensor : tensors) {
        tensor.copy_(message.narrow(0, first, tensor.numel()).view(tensor.sizes()));
        first += tensor.numel();
    }
    return {tensors.back()[0].item<double>(), tensors.back()[1].item<float>() > 0.0F};
}

} // namespace

BatchOutcome computeGradient(Networks& networks, const Dataset& dataset, std::span<const std::size_t> chains,
                             std::uint64_t seed, const GradientOptions& options, WorkerGroup* group, int workers,
                             bool isStopWanted) {
    BatchOutcome outcome = {0.0, isStopWanted};
    if (options.slices == 1 && group == nullptr) {
        outcome.loss = sliceGradient(networks, dataset, chains, seed, options);
        return outcome;
    }
    Statistics statistics(networks);
    const auto slices = static_cast<std::size_t>(options.slices);
    const std::size_t worker = group != nullptr ? static_cast<std::size_t>(group->worker()) : 0;
    for (std::size_t slice = worker; slice < slices; slice += static_cast<std::size_t>(workers)) {
        const std::size_t first = chains.size() * slice / slices;
        const std::size_t end = chains.size() * (slice + 1) / slices;
        statistics.startSlice();
        if (end > first)
            outcome.loss += sliceGradient(networks, dataset, chains.subspan(first, end - first), seed + slice, options);
        statistics.endSlice();
    }
    std::vector<torch::Tensor> tensors = statistics.sums();
    for (torch::Tensor& parameter : networks.parameters()) {
        // An effect that no chain of a slice misses leaves none.
        if (!parameter.grad().defined())
            parameter.mutable_grad() = torch::zeros_like(parameter);
        tensors.push_back(parameter.grad());
    }
    if (group != nullptr)
        outcome = shared(*group, tensors, outcome);
    statistics.finish(options.slices);
    return outcome;
}

} // namespace stepwise::models

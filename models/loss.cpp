#include "models/loss.h"

#include "models/mixed_precision.h"

#include <cmath>

namespace stepwise::models {

namespace {

/// Knobs lie in [0, 1], where squared errors are small beside cross-entropies.
constexpr double kKnobWeight = 10.0;
constexpr double kDensityWeight = 0.3;
constexpr double kChoiceWeight = 0.5;
constexpr std::size_t kValidationChunk = 64;

torch::Tensor indexOf(const std::vector<std::int64_t>& rows, const torch::Device& device) {
    return torch::tensor(rows, torch::kInt64).to(device);
}

/// The convolutions are nearly all of the work; what follows shared features stays in float32, and so do losses.
torch::Tensor encodeIn(Precision precision, Networks& networks, const torch::Tensor& pairs) {
    const MixedPrecision mixed(precision, pairs.device());
    return networks.encode(pairs).to(torch::kFloat32);
}

torch::Tensor nextLogits(Networks& networks, const PrefixRows& rows, const torch::Tensor& features, std::int64_t length,
                         const torch::Device& device) {
    const auto prefixes = static_cast<std::int64_t>(rows.pairs.size()) / length;
    const torch::Tensor chosen = features.index_select(0, indexOf(rows.pairs, device)).view({prefixes, length, -1});
    return networks.nextEffect(torch::cat({chosen, rows.used.to(device)}, 2));
}

EffectEstimate estimateFor(Networks& networks, effects::EffectId effect, const std::vector<std::int64_t>& rows,
                           const torch::Tensor& pairs, const torch::Tensor& features, Precision precision) {
    const torch::Tensor index = indexOf(rows, features.device());
    if (!networks.effectsSeePairs())
        return networks.effect(effect, torch::Tensor(), features.index_select(0, index));
    const MixedPrecision mixed(precision, pairs.device());
    EffectEstimate estimate = networks.effect(effect, pairs.index_select(0, index), features.index_select(0, index));
    estimate.continuous = estimate.continuous.to(torch::kFloat32);
    if (estimate.logits.defined())
        estimate.logits = estimate.logits.to(torch::kFloat32);
    return estimate;
}

/// Cross-entropy of each row's knob densities with the true positions, shared linearly between the two nearest bins.
torch::Tensor densityLoss(const torch::Tensor& density, const torch::Tensor& truth) {
    const torch::Tensor position = truth * (kKnobBins - 1);
    const torch::Tensor lower = position.floor().clamp(0, kKnobBins - 2);
    const torch::Tensor share = (position - lower).unsqueeze(2);
    const torch::Tensor index = lower.to(torch::kInt64).unsqueeze(2);
    const torch::Tensor logarithms = torch::log_softmax(density, 2);
    return -((1.0 - share) * logarithms.gather(2, index) + share * logarithms.gather(2, index + 1)).squeeze(2).mean(1);
}

torch::Tensor knobLoss(const EffectEstimate& estimate, const torch::Tensor& truth) {
    const torch::Tensor squares = kKnobWeight * (estimate.continuous - truth).square().mean(1);
    return estimate.density.defined() ? squares + kDensityWeight * densityLoss(estimate.density, truth) : squares;
}

} // namespace

torch::Tensor trainingLoss(Networks& networks, const Batch& batch, const torch::Device& device, Precision precision,
                           const RenderedTerm* rendered) {
    const torch::Tensor pairs = batch.pairs.to(device);
    const torch::Tensor features = encodeIn(precision, networks, pairs);
    torch::Tensor loss = torch::zeros({}, device);
    double prefixes = 0.0;
    for (std::size_t i = 0; i < batch.prefixes.size(); ++i) {
        const PrefixRows& rows = batch.prefixes[i];
        if (rows.isLast.empty())
            continue;
        const torch::Tensor logits = nextLogits(networks, rows, features, static_cast<std::int64_t>(i) + 1, device);
        loss = loss + torch::nll_loss(torch::log_softmax(logits, 1), rows.next.to(device), {}, at::Reduction::Sum);
        prefixes += static_cast<double>(rows.isLast.size());
    }
    loss = loss / std::max(prefixes, 1.0);
    for (const effects::EffectId effect : effects::kAllEffects) {
        const EffectRows& rows = batch.effects[static_cast<std::size_t>(effect)];
        if (rows.pairs.empty())
            continue;
        const EffectEstimate estimate = estimateFor(networks, effect, rows.pairs, pairs, features, precision);
        const torch::Tensor weights = torch::tensor(rows.weights).to(device);
        const torch::Tensor knobs = knobLoss(estimate, rows.continuous.to(device));
        loss = loss + (knobs * weights).sum() / weights.sum();
        if (estimate.logits.defined()) {
            const torch::Tensor entropy = torch::nll_loss(torch::log_softmax(estimate.logits, 1),
                                                          rows.classes.to(device), {}, at::Reduction::None);
            loss = loss + kChoiceWeight * (entropy * weights).sum() / weights.sum();
        }
    }
    if (rendered != nullptr)
        loss = loss +
               rendered->weight *
                   rendered->loss(
                       estimateFor(networks, rendered->effect, batch.rendered, pairs, features, precision).continuous);
    return loss;
}

namespace {

/// Sums over the validation chains.
struct Counts {
    double loss = 0.0;
    double batches = 0.0;
    double last = 0.0, lastHits = 0.0;
    double first = 0.0, firstHits = 0.0;
    double rounds = 0.0, doneHits = 0.0;
    double modes = 0.0, modeHits = 0.0;
    std::array<double, effects::kEffectCount> squares = {}, sum = {}, sumOfSquares = {}, values = {};
};

void countNext(Counts& counts, Networks& networks, const Batch& batch, const torch::Tensor& features,
               const torch::Device& device) {
    for (std::size_t i = 0; i < batch.prefixes.size(); ++i) {
        const PrefixRows& rows = batch.prefixes[i];
        if (rows.isLast.empty())
            continue;
        const torch::Tensor all = nextLogits(networks, rows, features, static_cast<std::int64_t>(i) + 1, device).cpu();
        // Effects used are out of the question.
        const torch::Tensor logits = all.narrow(1, 0, effects::kEffectCount) - 1e9 * rows.used.sum(1);
        const torch::Tensor picks = logits.argmax(1).contiguous();
        const torch::Tensor ends = (all.select(1, kDoneClass) > std::get<0>(logits.max(1))).to(torch::kInt64);
        const std::int64_t* pick = picks.data_ptr<std::int64_t>();
        const std::int64_t* end = ends.data_ptr<std::int64_t>();
        const std::int64_t* next = rows.next.data_ptr<std::int64_t>();
        for (std::size_t row = 0; row < rows.isLast.size(); ++row) {
            const bool isDone = next[row] == kDoneClass;
            counts.rounds += 1.0;
            counts.doneHits += (end[row] != 0) == isDone ? 1.0 : 0.0;
            if (rows.isLast[row]) {
                counts.last += 1.0;
                counts.lastHits += pick[row] == next[row] ? 1.0 : 0.0;
            }
            if (i == 0) {
                counts.first += 1.0;
                counts.firstHits += ((rows.sets[row] >> static_cast<unsigned>(pick[row])) & 1U) != 0U ? 1.0 : 0.0;
            }
        }
    }
}

/// Of the next effects only: what comes later is harder to hear.
void countKnobs(Counts& counts, Networks& networks, const Batch& batch, const torch::Tensor& pairs,
                const torch::Tensor& features) {
    for (const effects::EffectId effect : effects::kAllEffects) {
        const auto i = static_cast<std::size_t>(effect);
        const EffectRows& rows = batch.effects[i];
        if (rows.pairs.empty())
            continue;
        const EffectEstimate estimate = estimateFor(networks, effect, rows.pairs, pairs, features, Precision::float32);
        const torch::Tensor isNext = (torch::tensor(rows.weights) > 0.99F).to(torch::kFloat32).unsqueeze(1);
        const torch::Tensor truth = rows.continuous;
        counts.squares[i] += ((estimate.continuous.cpu() - truth).square() * isNext).sum().item<double>();
        counts.sum[i] += (truth * isNext).sum().item<double>();
        counts.sumOfSquares[i] += (truth.square() * isNext).sum().item<double>();
        counts.values[i] += isNext.sum().item<double>() * static_cast<double>(truth.size(1));
        if (estimate.logits.defined()) {
            const torch::Tensor hits = (estimate.logits.cpu().argmax(1) == rows.classes).to(torch::kFloat32);
            counts.modeHits += (hits * isNext.squeeze(1)).sum().item<double>();
            counts.modes += isNext.sum().item<double>();
        }
    }
}

ValidationFigures figuresOf(const Counts& counts) {
    ValidationFigures figures;
    figures.loss = counts.loss / std::max(counts.batches, 1.0);
    figures.nextLast = counts.lastHits / std::max(counts.last, 1.0);
    figures.firstInSet = counts.firstHits / std::max(counts.first, 1.0);
    figures.doneAccuracy = counts.doneHits / std::max(counts.rounds, 1.0);
    figures.modeAccuracy = counts.modeHits / std::max(counts.modes, 1.0);
    for (std::size_t i = 0; i < figures.parameterMse.size(); ++i) {
        const double values = std::max(counts.values[i], 1.0);
        const double mean = counts.sum[i] / values;
        const double variance = counts.sumOfSquares[i] / values - mean * mean;
        figures.parameterMse[i] = counts.squares[i] / values;
        figures.parameterShare[i] = figures.parameterMse[i] / std::max(variance, 1e-9);
    }
    return figures;
}

} // namespace

ValidationFigures validate(Networks& networks, const Dataset& dataset, const torch::Device& device) {
    const torch::NoGradGuard guard;
    networks.eval();
    const std::vector<std::size_t> chains = validationChains(dataset);
    Counts counts;
    for (std::size_t start = 0; start < chains.size(); start += kValidationChunk) {
        const auto chunk = std::span(chains).subspan(start, std::min(kValidationChunk, chains.size() - start));
        std::vector<bool> levelKnown;
        for (std::size_t i = 0; i < chunk.size(); ++i)
            levelKnown.push_back(i % 2 == 0 || !networks.seesLevelFlag());
        const Batch batch = makeBatch(dataset, chunk, levelKnown, missingEffects(networks));
        const torch::Tensor pairs = batch.pairs.to(device);
        const torch::Tensor features = networks.encode(pairs);
        counts.loss += trainingLoss(networks, batch, device).item<double>();
        counts.batches += 1.0;
        countNext(counts, networks, batch, features, device);
        countKnobs(counts, networks, batch, pairs, features);
    }
    networks.train();
    return figuresOf(counts);
}

} // namespace stepwise::models

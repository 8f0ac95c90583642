#include "models/rendered_loss.h"

#include "core/error.h"
#include "core/errors.h"
#include "core/random.h"
#include "models/threads.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace stepwise::models {

namespace {

constexpr float kKnobStep = 0.02F;
/// Added to the MSE without the step (of spectrograms over 80 dB): a quarter of a decibel is no change to speak of.
constexpr double kInaudibleMse = 1e-5;

/// By which machines may differ, in steps of the cached spectrograms.
constexpr int kMachineBytes = 1;

/// Towards the middle where the range ends.
float stepOf(float knob) {
    return knob + kKnobStep > 1.0F ? -kKnobStep : kKnobStep;
}

core::Error notWhatIsRendered() {
    return core::Error("The data set is not what this version renders: make it anew to train with --rendered-weight.");
}

std::vector<std::size_t> wholePacks(const Dataset& dataset) {
    std::vector<std::size_t> first;
    for (std::size_t i = 0; i + kPackChains <= dataset.chains.size(); ++i) {
        const std::int64_t number = dataset.chains[i].number;
        const std::int64_t last = number + static_cast<std::int64_t>(kPackChains) - 1;
        if (number >= 0 && number % static_cast<std::int64_t>(kPackChains) == 0 &&
            dataset.chains[i + kPackChains - 1].number == last)
            first.push_back(i);
    }
    return first;
}

} // namespace

/// Everything about a drawn step but the proposal; an entry a row.
struct RenderedLoss::Scene {
    effects::EffectId effect = effects::EffectId::compressor;
    Sounds before;
    std::vector<effects::Step> truth;
    std::vector<std::size_t> windowStarts;
    std::vector<core::Spectrogram> truthDb;
    std::vector<double> withoutMse;

    std::size_t rows() const { return truth.size(); }
};

RenderedLoss::RenderedLoss(const Dataset& dataset, int threads) : dataset_(dataset), packs_(wholePacks(dataset)) {
    if (packs_.empty())
        throw core::Error(
            "The data set was made by an older version and cannot be rendered again: make it anew to train "
            "with --rendered-weight.");
    stages_.resize(threads > 0 ? static_cast<std::size_t>(threads) : std::max(1U, std::thread::hardware_concurrency()));
}

RenderedLoss::~RenderedLoss() = default;

RenderedRows RenderedLoss::draw(std::uint64_t seed) {
    core::Random random = core::Random::at(seed, packs_.size());
    const std::size_t first = packs_[static_cast<std::size_t>(random.below(static_cast<int>(packs_.size())))];
    RenderedRows rows;
    rows.prefix = static_cast<std::size_t>(random.below(static_cast<int>(dataset_.chains[first].steps.size())));
    rows.effect = dataset_.chains[first].missing(rows.prefix).front().effect;
    for (std::size_t chain = first; chain < first + kPackChains; ++chain) {
        if (isForValidation(dataset_, chain))
            continue;
        rows.chains.push_back(chain);
        rows.levelKnown.push_back(random.uniform() < 0.5);
    }
    if (pending_.valid())
        pending_.wait(); // a step that nobody asked for; it uses the renderer
    pending_ = std::async(std::launch::async, [this, first, rows] { return renderScene(first, rows); });
    return rows;
}

/// What the file holds must be what is rendered now, or the loss would teach something else.
void RenderedLoss::requireSame(const ExampleChain& chain, std::size_t prefix, const core::Spectrogram& rendered) const {
    const auto kept = dataset_.spectrum(chain.firstSpectrum + prefix);
    if (!std::ranges::equal(kept, rendered.values, [](int byte, float decibels) {
            return std::abs(byte - toByte(decibels)) <= kMachineBytes;
        }))
        throw notWhatIsRendered();
}

std::unique_ptr<RenderedLoss::Scene> RenderedLoss::renderScene(std::size_t firstChain, const RenderedRows& rows) {
    const auto index = static_cast<std::size_t>(dataset_.chains[firstChain].number) / kPackChains;
    PackStages& stages = stages_.front();
    const TrainingPack pack = drawTrainingPack(dataset_.seed, index);
    for (std::size_t i = 0; i < kPackChains; ++i) // a shorter chain would have no such prefix
        if (dataset_.chains[firstChain + i].steps != pack.chains[i])
            throw notWhatIsRendered();
    Sounds history = stages.history(pack, rows.prefix).back();
    auto scene = std::make_unique<Scene>();
    scene->effect = rows.effect;
    for (const std::size_t number : rows.chains) {
        const ExampleChain& chain = dataset_.chains[number];
        scene->before.push_back(std::move(history[number - firstChain]));
        scene->truth.push_back(chain.missing(rows.prefix).front());
        scene->windowStarts.push_back(chain.windowStart);
    }
    const Sounds after = stages.after(scene->before, scene->truth);
    for (std::size_t i = 0; i < scene->rows(); ++i) {
        const core::Spectrogram beforeDb = stages.windowDb(scene->before[i], scene->windowStarts[i]);
        requireSame(dataset_.chains[rows.chains[i]], rows.prefix, beforeDb);
        scene->truthDb.push_back(stages.windowDb(after[i], scene->windowStarts[i]));
        scene->withoutMse.push_back(core::melMse(beforeDb, scene->truthDb.back()));
    }
    return scene;
}

std::vector<double> RenderedLoss::lossesOf(PackStages& stages, const std::vector<effects::Step>& steps) const {
    const Sounds sounds = stages.after(scene_->before, steps);
    std::vector<double> losses;
    for (std::size_t i = 0; i < sounds.size(); ++i) {
        const double mse = core::melMse(stages.windowDb(sounds[i], scene_->windowStarts[i]), scene_->truthDb[i]);
        losses.push_back(std::log1p(mse / (scene_->withoutMse[i] + kInaudibleMse)));
    }
    return losses;
}

/// Losses of the proposal, and with one knob after the other moved; each by row.
std::vector<std::vector<double>> RenderedLoss::lossesAround(const torch::Tensor& knobs) {
    const std::vector<int> outputs = effectOutputs(scene_->effect).continuous;
    std::vector<std::vector<effects::Step>> variants(outputs.size() + 1, scene_->truth);
    for (std::size_t v = 0; v < variants.size(); ++v)
        for (std::size_t i = 0; i < scene_->rows(); ++i)
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                const float value = knobs.data_ptr<float>()[i * outputs.size() + k];
                variants[v][i].values[static_cast<std::size_t>(outputs[k])] =
                    value + (v == k + 1 ? stepOf(value) : 0.0F);
            }
    std::vector<std::vector<double>> losses(variants.size());
    runOnThreads(std::min(stages_.size(), variants.size()), [&](std::size_t t) {
        for (std::size_t v = t; v < variants.size(); v += stages_.size())
            losses[v] = lossesOf(stages_[t], variants[v]);
    });
    return losses;
}

torch::Tensor RenderedLoss::operator()(const torch::Tensor& knobs) {
    scene_ = pending_.get();
    const torch::Tensor values = knobs.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    const std::vector<std::vector<double>> losses = lossesAround(values);
    const auto rows = static_cast<double>(scene_->rows());
    torch::Tensor slopes = torch::zeros_like(values);
    double loss = 0.0;
    for (std::size_t i = 0; i < scene_->rows(); ++i) {
        loss += losses[0][i] / rows;
        for (std::size_t k = 0; k + 1 < losses.size(); ++k) {
            const std::size_t place = i * (losses.size() - 1) + k;
            const double change = (losses[k + 1][i] - losses[0][i]) / rows;
            slopes.data_ptr<float>()[place] = static_cast<float>(change / stepOf(values.data_ptr<float>()[place]));
        }
    }
    return ((knobs - knobs.detach()) * slopes.to(knobs.device())).sum() + loss;
}

} // namespace stepwise::models

#include "models/rendered_loss.h"

#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace stepwise::models {

namespace {

constexpr float kKnobStep = 0.02F;
/// Added to the MSE without the step (of spectrograms over 80 dB): a quarter of a decibel is no change to speak of.
constexpr double kInaudibleMse = 1e-5;

double meanSquare(const core::Spectrogram& a, const core::Spectrogram& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        const double difference = (a.values[i] - b.values[i]) / core::kDynamicRangeDb;
        sum += difference * difference;
    }
    return sum / static_cast<double>(a.values.size());
}

/// Towards the middle where the range ends.
float stepOf(float knob) {
    return knob + kKnobStep > 1.0F ? -kKnobStep : kKnobStep;
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

/// Everything about a drawn step but the proposal.
struct RenderedLoss::Scene {
    effects::EffectId effect = effects::EffectId::compressor;
    Sounds before;
    std::vector<effects::Step> truth;
    std::vector<std::size_t> windowStarts;
    std::vector<core::Spectrogram> truthDb;
    std::vector<double> withoutMse;
    std::vector<float> weights; ///< 0 for validation chains, and all together 1
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
    const ExampleChain& chain = dataset_.chains[first];
    RenderedRows rows;
    rows.prefix = static_cast<std::size_t>(random.below(static_cast<int>(chain.steps.size())));
    rows.effect = chain.missing(rows.prefix).front().effect;
    for (std::size_t i = 0; i < kPackChains; ++i) {
        rows.chains.push_back(first + i);
        rows.levelKnown.push_back(i % 2 == 0);
    }
    if (pending_.valid())
        pending_.wait(); // a step that nobody asked for; it uses the renderer
    pending_ =
        std::async(std::launch::async, [this, first, prefix = rows.prefix] { return renderScene(first, prefix); });
    return rows;
}

std::unique_ptr<RenderedLoss::Scene> RenderedLoss::renderScene(std::size_t firstChain, std::size_t prefix) {
    const auto index = static_cast<std::size_t>(dataset_.chains[firstChain].number) / kPackChains;
    PackStages& stages = stages_.front();
    auto whole = std::make_unique<Scene>();
    Scene& scene = *whole;
    scene.before = stages.history(drawTrainingPack(dataset_.seed, index), prefix).back();
    float training = 0.0F;
    for (std::size_t i = 0; i < kPackChains; ++i) {
        const ExampleChain& chain = dataset_.chains[firstChain + i];
        scene.truth.push_back(chain.missing(prefix).front());
        scene.windowStarts.push_back(chain.windowStart);
        scene.weights.push_back(isForValidation(firstChain + i) ? 0.0F : 1.0F);
        training += scene.weights.back();
    }
    scene.effect = scene.truth.front().effect;
    const Sounds after = stages.after(scene.before, scene.truth);
    for (std::size_t i = 0; i < kPackChains; ++i) {
        scene.weights[i] /= training;
        scene.truthDb.push_back(stages.windowDb(after[i], scene.windowStarts[i]));
        scene.withoutMse.push_back(
            meanSquare(stages.windowDb(scene.before[i], scene.windowStarts[i]), scene.truthDb.back()));
    }
    return whole;
}

std::vector<double> RenderedLoss::lossesOf(PackStages& stages, const std::vector<effects::Step>& steps) const {
    const Sounds sounds = stages.after(scene_->before, steps);
    std::vector<double> losses;
    for (std::size_t i = 0; i < sounds.size(); ++i) {
        const double mse = meanSquare(stages.windowDb(sounds[i], scene_->windowStarts[i]), scene_->truthDb[i]);
        losses.push_back(std::log1p(mse / (scene_->withoutMse[i] + kInaudibleMse)));
    }
    return losses;
}

torch::Tensor RenderedLoss::operator()(const torch::Tensor& knobs) {
    scene_ = pending_.get();
    const torch::Tensor values = knobs.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    const std::vector<int> outputs = effectOutputs(scene_->effect).continuous;
    std::vector<std::vector<effects::Step>> variants(outputs.size() + 1, scene_->truth);
    for (std::size_t v = 0; v < variants.size(); ++v)
        for (std::size_t i = 0; i < kPackChains; ++i)
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                const float value = values.data_ptr<float>()[i * outputs.size() + k];
                variants[v][i].values[static_cast<std::size_t>(outputs[k])] =
                    value + (v == k + 1 ? stepOf(value) : 0.0F);
            }
    std::vector<std::vector<double>> losses(variants.size());
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < std::min(stages_.size(), variants.size()); ++t)
        threads.emplace_back([&, t] {
            for (std::size_t v = t; v < variants.size(); v += stages_.size())
                losses[v] = lossesOf(stages_[t], variants[v]);
        });
    for (std::thread& thread : threads)
        thread.join();
    torch::Tensor slopes = torch::zeros_like(values);
    double loss = 0.0;
    for (std::size_t i = 0; i < kPackChains; ++i) {
        loss += scene_->weights[i] * losses[0][i];
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            const std::size_t place = i * outputs.size() + k;
            slopes.data_ptr<float>()[place] = scene_->weights[i] * static_cast<float>(losses[k + 1][i] - losses[0][i]) /
                                              stepOf(values.data_ptr<float>()[place]);
        }
    }
    return ((knobs - knobs.detach()) * slopes.to(knobs.device())).sum() + loss;
}

} // namespace stepwise::models

#include "models/chain_objective.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace stepwise::models {

namespace {

constexpr double kFirstChoice = 0.4; ///< near enough to the border for others to be tried

float knobValue(const Knob& knob, double value) {
    const double bounded = std::clamp(value, 0.0, 1.0);
    if (knob.choices.empty())
        return static_cast<float>(bounded);
    if (bounded < 0.5 || knob.choices.size() == 1)
        return knob.choices.front();
    const auto others = static_cast<double>(knob.choices.size() - 1);
    const auto index = static_cast<std::size_t>((bounded - 0.5) * 2.0 * others);
    return knob.choices[1 + std::min(index, knob.choices.size() - 2)];
}

/// Long sounds are rendered a few at a time, to spare memory: 128 MB a thread.
constexpr std::size_t kMostSamplesInAPack = std::size_t{32} << 20U;
/// Of all steps' sounds, that a batch keeps for the next base: 64 MB.
constexpr std::size_t kMostSamplesKept = std::size_t{16} << 20U;

} // namespace

std::vector<Knob> continuousKnobs(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep) {
    std::vector<Knob> knobs;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        const auto parameters = effects::effectInfo(steps[step].effect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p)
            if (parameters[p].curve != effects::Curve::choice && (!onlyStep || *onlyStep == step))
                knobs.push_back({step, p, {}});
    }
    return knobs;
}

std::vector<Knob> predictedKnobs(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep) {
    std::vector<Knob> knobs = continuousKnobs(steps, onlyStep);
    std::erase_if(knobs, [&](const Knob& knob) {
        return !effects::effectInfo(steps[knob.step].effect).parameters[knob.parameter].predicted;
    });
    return knobs;
}

std::vector<Knob> predictedChoices(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep) {
    std::vector<Knob> knobs;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        const auto parameters = effects::effectInfo(steps[step].effect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            if (!parameters[p].predicted || parameters[p].curve != effects::Curve::choice ||
                (onlyStep && *onlyStep != step))
                continue;
            const int own = effects::choiceIndex(parameters[p], steps[step].values[p]);
            Knob knob = {step, p, {effects::choiceValue(parameters[p], own)}};
            for (int i = 0; i < static_cast<int>(parameters[p].choices.size()); ++i)
                if (i != own)
                    knob.choices.push_back(effects::choiceValue(parameters[p], i));
            knobs.push_back(std::move(knob));
        }
    }
    return knobs;
}

double positionOf(const Knob& knob, std::size_t index) {
    if (index == 0)
        return kFirstChoice;
    return 0.5 + 0.5 * (static_cast<double>(index) - 0.5) / static_cast<double>(knob.choices.size() - 1);
}

ChainObjective::ChainObjective(const Timeline& timeline, std::vector<effects::Step> steps, std::vector<Knob> knobs,
                               const ObjectiveOptions& options)
    : comparison_(&timeline.comparison()), rateHz_(timeline.input().sampleRateHz), stop_(options.stop),
      steps_(std::move(steps)),
      knobs_(std::move(knobs)), baseSounds_{core::mixToMono(timeline.input(), comparison_->pair().inputMix)},
      maxRenders_(options.maxRenders) {
    const std::vector<float> target = core::toAnalysisMono(timeline.target(), comparison_->pair().targetMix);
    const std::size_t length = std::max(target.size(), core::toAnalysisMono(timeline.input()).size());
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const int threads = options.threads > 0 ? options.threads : static_cast<int>(cores);
    mostInAPack_ = std::clamp<std::size_t>(kMostSamplesInAPack / std::max<std::size_t>(1, timeline.input().frames()), 1,
                                           static_cast<std::size_t>(effects::PackRenderer(rateHz_).laneCount()));
    for (int i = 0; i < threads; ++i)
        workers_.push_back({effects::PackRenderer(rateHz_), makeLoss(options.loss, target, length)});
}

KnobValues ChainObjective::valuesOf(std::span<const effects::Step> steps) const {
    KnobValues values;
    for (const Knob& knob : knobs_)
        values.push_back(knob.choices.empty() ? static_cast<double>(steps[knob.step].values[knob.parameter])
                                              : positionOf(knob, 0));
    return values;
}

std::vector<effects::Step> ChainObjective::stepsWith(const KnobValues& values) const {
    std::vector<effects::Step> steps = steps_;
    for (std::size_t i = 0; i < knobs_.size(); ++i)
        steps[knobs_[i].step].values[knobs_[i].parameter] = knobValue(knobs_[i], values[i]);
    return steps;
}

void ChainObjective::setSteps(std::vector<effects::Step> steps) {
    steps_ = std::move(steps);
}

std::size_t ChainObjective::firstChange(std::span<const effects::Step> steps) const {
    std::size_t first = 0;
    while (first < baseSteps_.size() && first + 1 < baseSounds_.size() && steps[first] == baseSteps_[first])
        ++first;
    return std::min(first, baseSounds_.size() - 1);
}

void ChainObjective::setBase(const KnobValues& values, Scored scored) {
    const std::vector<effects::Step> steps = stepsWith(values);
    baseSounds_.resize(firstChange(steps) + 1);
    for (std::vector<float>& sound : scored.stepSounds)
        baseSounds_.push_back(std::move(sound));
    for (std::size_t i = baseSounds_.size() - 1; i + 1 < steps.size(); ++i) {
        std::vector<std::vector<float>> sound = {baseSounds_[i]};
        workers_.front().renderer.render(sound, std::span(&steps[i], 1));
        baseSounds_.push_back(std::move(sound.front()));
    }
    baseSteps_ = steps;
}

void ChainObjective::renderPack(Worker& worker, std::span<const KnobValues> settings, std::span<Scored> results,
                                bool keepsSounds) const {
    std::vector<std::vector<effects::Step>> chains;
    std::vector<std::size_t> first;
    for (const KnobValues& values : settings) {
        chains.push_back(stepsWith(values));
        first.push_back(firstChange(chains.back()));
    }
    std::vector<std::vector<float>> sounds(settings.size());
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        if (stop_.stop_requested())
            throw effects::Cancelled{};
        std::vector<std::size_t> active;
        std::vector<std::vector<float>> packed;
        std::vector<effects::Step> steps;
        for (std::size_t i = 0; i < settings.size(); ++i) {
            if (first[i] > k)
                continue;
            active.push_back(i);
            packed.push_back(first[i] == k ? baseSounds_[k] : std::move(sounds[i]));
            steps.push_back(chains[i][k]);
        }
        worker.renderer.render(packed, steps);
        for (std::size_t i = 0; i < active.size(); ++i) {
            sounds[active[i]] = std::move(packed[i]);
            if (keepsSounds && k + 1 < steps_.size())
                results[active[i]].stepSounds.push_back(sounds[active[i]]);
        }
    }
    for (std::size_t i = 0; i < sounds.size(); ++i) {
        const core::AudioBuffer sound(rateHz_, steps_.empty() ? baseSounds_.front() : std::move(sounds[i]));
        results[i].residual = worker.loss->residual(comparison_->prepared(sound));
        results[i].loss = worker.loss->value(results[i].residual);
    }
}

std::vector<Scored> ChainObjective::render(std::span<const KnobValues> settings) {
    std::vector<Scored> results(settings.size());
    // Shared evenly: two packs half as wide, side by side, take less time than one.
    const std::size_t share = (settings.size() + workers_.size() - 1) / workers_.size();
    const std::size_t packSize = std::clamp<std::size_t>(share, 1, mostInAPack_);
    const bool keepsSounds = settings.size() * steps_.size() * baseSounds_.front().size() <= kMostSamplesKept;
    std::atomic<std::size_t> next = 0;
    std::mutex failing;
    std::exception_ptr failure;
    const auto work = [&](Worker& worker) {
        try {
            for (std::size_t start = next.fetch_add(packSize); start < settings.size();
                 start = next.fetch_add(packSize)) {
                const std::size_t count = std::min(packSize, settings.size() - start);
                renderPack(worker, settings.subspan(start, count), std::span(results).subspan(start, count),
                           keepsSounds);
            }
        } catch (...) {
            const std::lock_guard lock(failing);
            failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < workers_.size() && i * packSize < settings.size(); ++i)
            threads.emplace_back([&, i] { work(workers_[i]); });
        work(workers_.front());
    }
    if (failure)
        std::rethrow_exception(failure);
    renders_ += static_cast<int>(settings.size());
    return results;
}

} // namespace stepwise::models

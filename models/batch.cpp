#include "models/batch.h"

namespace stepwise::models {

namespace {

constexpr float kLaterWeight = 0.3F;

class RowBuilder {
public:
    void add(const Dataset& dataset, std::size_t currentSpectrum, std::size_t targetSpectrum, bool levelKnown) {
        const auto append = [&](std::vector<std::uint8_t>& rows, std::size_t spectrum) {
            const auto bytes = dataset.spectrum(spectrum);
            rows.insert(rows.end(), bytes.begin(), bytes.end());
        };
        append(current_, currentSpectrum);
        append(target_, targetSpectrum);
        shifts_.push_back(
            targetShiftDb(levelKnown, dataset.powersDb[currentSpectrum], dataset.powersDb[targetSpectrum]));
        flags_.push_back(levelKnown ? 1.0F : 0.0F);
    }

    std::int64_t rows() const { return static_cast<std::int64_t>(flags_.size()); }

    torch::Tensor pairs() {
        const torch::Tensor shifts = torch::from_blob(shifts_.data(), {rows(), 1});
        return makePairs(decibels(current_), decibels(target_) + shifts, torch::from_blob(flags_.data(), {rows()}));
    }

private:
    torch::Tensor decibels(std::vector<std::uint8_t>& bytes) const {
        const torch::Tensor values = torch::from_blob(bytes.data(), {rows(), kInputValues}, torch::kUInt8);
        return values.to(torch::kFloat32).mul_(kByteStepDb).add_(kByteFloorDb);
    }

    std::vector<std::uint8_t> current_;
    std::vector<std::uint8_t> target_;
    std::vector<float> shifts_;
    std::vector<float> flags_;
};

/// Labels gathered before they become tensors.
struct Labels {
    std::array<std::vector<float>, effects::kEffectCount> continuous;
    std::array<std::vector<std::int64_t>, effects::kEffectCount> classes;
    std::array<std::vector<float>, effects::kEffectCount> used;
    std::array<std::vector<std::int64_t>, effects::kEffectCount> next;
};

void addEffect(Batch& batch, Labels& labels, const effects::Step& step, std::int64_t row, float weight) {
    const auto index = static_cast<std::size_t>(step.effect);
    const EffectOutputs outputs = effectOutputs(step.effect);
    batch.effects[index].pairs.push_back(row);
    batch.effects[index].weights.push_back(weight);
    for (const int parameter : outputs.continuous)
        labels.continuous[index].push_back(step.values[static_cast<std::size_t>(parameter)]);
    if (outputs.choice >= 0) {
        const auto choice = static_cast<std::size_t>(outputs.choice);
        labels.classes[index].push_back(
            effects::choiceIndex(effects::effectInfo(step.effect).parameters[choice], step.values[choice]));
    }
}

void addPrefix(Batch& batch, Labels& labels, const ExampleChain& chain, std::size_t prefix, std::int64_t firstRow) {
    PrefixRows& rows = batch.prefixes[prefix];
    std::uint32_t set = 0;
    for (const effects::Step& step : chain.steps)
        set |= 1U << static_cast<unsigned>(step.effect);
    for (std::size_t i = 0; i <= prefix; ++i) {
        rows.pairs.push_back(firstRow + static_cast<std::int64_t>(i));
        for (const effects::EffectId effect : effects::kAllEffects) {
            const bool isUsed = i > 0 && chain.steps[static_cast<std::size_t>(chain.history[i - 1])].effect == effect;
            labels.used[prefix].push_back(isUsed ? 1.0F : 0.0F);
        }
    }
    const std::vector<effects::Step> missing = chain.missing(prefix);
    labels.next[prefix].push_back(missing.empty() ? kDoneClass : static_cast<std::int64_t>(missing.front().effect));
    rows.isLast.push_back(missing.size() == 1);
    rows.sets.push_back(set);
}

void finish(Batch& batch, Labels& labels) {
    for (const effects::EffectId effect : effects::kAllEffects) {
        const auto i = static_cast<std::size_t>(effect);
        const auto rows = static_cast<std::int64_t>(batch.effects[i].pairs.size());
        const auto outputs = static_cast<std::int64_t>(effectOutputs(effect).continuous.size());
        batch.effects[i].continuous = torch::tensor(labels.continuous[i]).view({rows, outputs});
        batch.effects[i].classes = torch::tensor(labels.classes[i], torch::kInt64);
        const auto prefixes = static_cast<std::int64_t>(labels.next[i].size());
        const auto length = static_cast<std::int64_t>(i) + 1;
        batch.prefixes[i].used = torch::tensor(labels.used[i]).view({prefixes, length, effects::kEffectCount});
        batch.prefixes[i].next = torch::tensor(labels.next[i], torch::kInt64);
    }
}

} // namespace

Batch makeBatch(const Dataset& dataset, std::span<const std::size_t> chains, const std::vector<bool>& levelKnown,
                MissingEffects missing, const RenderedRows* rendered) {
    Batch batch;
    Labels labels;
    RowBuilder builder;
    for (std::size_t c = 0; c < chains.size(); ++c) {
        const ExampleChain& chain = dataset.chains[chains[c]];
        const std::int64_t firstRow = builder.rows();
        for (std::size_t prefix = 0; prefix < chain.prefixes(); ++prefix) {
            const std::int64_t row = builder.rows();
            builder.add(dataset, chain.firstSpectrum + prefix, chain.targetSpectrum(), levelKnown[c]);
            addPrefix(batch, labels, chain, prefix, firstRow);
            float weight = 1.0F;
            for (const effects::Step& step : chain.missing(prefix)) {
                addEffect(batch, labels, step, row, weight);
                if (missing == MissingEffects::next)
                    break;
                weight = kLaterWeight;
            }
        }
    }
    for (std::size_t i = 0; rendered != nullptr && i < rendered->chains.size(); ++i) {
        const ExampleChain& chain = dataset.chains[rendered->chains[i]];
        batch.rendered.push_back(builder.rows());
        builder.add(dataset, chain.firstSpectrum + rendered->prefix, chain.targetSpectrum(), rendered->levelKnown[i]);
    }
    batch.pairs = builder.pairs();
    finish(batch, labels);
    return batch;
}

} // namespace stepwise::models

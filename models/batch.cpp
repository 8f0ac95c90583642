#include "models/batch.h"

namespace stepwise::models {

namespace {

constexpr float kLaterWeight = 0.3F;

struct RowBuilder {
    std::vector<float> current;
    std::vector<float> target;
    std::vector<float> flags;

    void add(const Dataset& dataset, std::size_t currentSpectrum, std::size_t targetSpectrum, bool levelKnown) {
        const float shift =
            targetShiftDb(levelKnown, dataset.powersDb[currentSpectrum], dataset.powersDb[targetSpectrum]);
        for (const std::uint8_t byte : dataset.spectrum(currentSpectrum))
            current.push_back(fromByte(byte));
        for (const std::uint8_t byte : dataset.spectrum(targetSpectrum))
            target.push_back(fromByte(byte) + shift);
        flags.push_back(levelKnown ? 1.0F : 0.0F);
    }

    torch::Tensor pairs() {
        const auto rows = static_cast<std::int64_t>(flags.size());
        return makePairs(torch::from_blob(current.data(), {rows, kInputValues}),
                         torch::from_blob(target.data(), {rows, kInputValues}), torch::from_blob(flags.data(), {rows}));
    }
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
        for (const effects::EffectId effect : effects::kAllEffects)
            labels.used[prefix].push_back(i > 0 && chain.steps[i - 1].effect == effect ? 1.0F : 0.0F);
    }
    labels.next[prefix].push_back(static_cast<std::int64_t>(chain.steps[prefix].effect));
    rows.isLast.push_back(prefix + 1 == chain.steps.size());
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

Batch makeBatch(const Dataset& dataset, std::span<const std::size_t> chains, const std::vector<bool>& levelKnown) {
    Batch batch;
    Labels labels;
    RowBuilder builder;
    for (std::size_t c = 0; c < chains.size(); ++c) {
        const ExampleChain& chain = dataset.chains[chains[c]];
        const std::size_t length = chain.steps.size();
        const auto firstRow = static_cast<std::int64_t>(builder.flags.size());
        for (std::size_t prefix = 0; prefix < length; ++prefix) {
            const auto row = static_cast<std::int64_t>(builder.flags.size());
            builder.add(dataset, chain.firstSpectrum + prefix, chain.firstSpectrum + length, levelKnown[c]);
            addPrefix(batch, labels, chain, prefix, firstRow);
            for (std::size_t later = prefix; later < length; ++later)
                addEffect(batch, labels, chain.steps[later], row, later == prefix ? 1.0F : kLaterWeight);
        }
    }
    batch.pairs = builder.pairs();
    finish(batch, labels);
    return batch;
}

} // namespace stepwise::models

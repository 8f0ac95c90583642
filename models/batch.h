// From chains of a data set to tensors. Private to models/: it includes libtorch.
#pragma once

#include "models/dataset.h"
#include "models/networks.h"

namespace stepwise::models {

/// The parameters of one effect in a batch. A chain's effect is a row of every prefix that does not hold it yet: it is
/// missing there, next or later.
struct EffectRows {
    std::vector<std::int64_t> pairs; ///< rows of Batch::pairs
    std::vector<float> weights;      ///< 1 where the effect is next, less where it comes later
    torch::Tensor continuous;        ///< rows x outputs
    torch::Tensor classes;           ///< rows; only with a choice
};

/// Prefixes of equal length.
struct PrefixRows {
    std::vector<std::int64_t> pairs; ///< prefixes x length, row-major
    torch::Tensor used;              ///< prefixes x length x 5: the effect that led to each sound
    torch::Tensor next;              ///< prefixes: the true next effect, or kDoneClass
    std::vector<bool> isLast;        ///< whether the true next effect is the chain's last
    std::vector<std::uint32_t> sets; ///< bit mask of the chain's effects
};

/// One effect after the same prefix of one pack's training chains, whose proposed knobs are to be rendered.
struct RenderedRows {
    effects::EffectId effect = effects::EffectId::compressor;
    std::size_t prefix = 0;
    std::vector<std::size_t> chains;
    std::vector<bool> levelKnown;
};

struct Batch {
    torch::Tensor pairs;
    std::vector<std::int64_t> rendered; ///< rows of `pairs` for RenderedRows
    std::array<EffectRows, effects::kEffectCount> effects;
    std::array<PrefixRows, effects::kEffectCount> prefixes; ///< by length - 1
};

/// Which of the missing effects are rows: a trunk that all effects share makes the later ones cheap.
enum class MissingEffects { next, all };
inline MissingEffects missingEffects(const Networks& networks) {
    return networks.effectsSeePairs() ? MissingEffects::next : MissingEffects::all;
}

/// `levelKnown`: one entry a chain. `rendered` adds rows that no label belongs to.
Batch makeBatch(const Dataset& dataset, std::span<const std::size_t> chains, const std::vector<bool>& levelKnown,
                MissingEffects missing, const RenderedRows* rendered = nullptr);

} // namespace stepwise::models

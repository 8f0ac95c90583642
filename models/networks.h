// The interface that the architectures share. Private to models/: it includes libtorch.
#pragma once

#include "effects/parameter.h"
#include "models/network_input.h"

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

namespace stepwise::models {

/// The networks' outputs for one effect: which continuous parameters, and how many classes its choice has (0: none).
struct EffectOutputs {
    std::vector<int> continuous; ///< indices into EffectInfo::parameters
    int choice = -1;             ///< index into EffectInfo::parameters, or -1
    int classes = 0;
};
EffectOutputs effectOutputs(effects::EffectId effect);

struct EffectEstimate {
    torch::Tensor continuous; ///< rows x continuous.size(), in [0, 1]
    torch::Tensor density;    ///< rows x continuous.size() x kKnobBins, logits over knob positions; may be undefined
    torch::Tensor logits;     ///< rows x classes; undefined without a choice
};

/// Knob positions of a density: 0, 1 / (kKnobBins - 1), ... 1.
inline constexpr int kKnobBins = 21;

/// Classes of the next effect: the five effects, and "done".
inline constexpr int kDoneClass = effects::kEffectCount;
inline constexpr int kNextClasses = effects::kEffectCount + 1;

/// Pairs are rows x 4 x 128 x 87: current / 80 dB, target / 80 dB, their difference / 20 dB, and 1 where the level is
/// known.
inline constexpr int kPairPlanes = 4;

/// What architectures share: an LSTM over the features of a round's pairs.
class Networks : public torch::nn::Module {
public:
    Networks(int featureCount, double dropout);

    /// Features of each pair, rows x featureCount.
    virtual torch::Tensor encode(const torch::Tensor& pairs) = 0;

    /// Logits of the next effect, batch x kNextClasses, after sequences batch x sounds x (featureCount + 5): each
    /// sound's features and the effect that led to it, one-hot (zeros for the dry sound).
    torch::Tensor nextEffect(const torch::Tensor& sequences);

    /// Whether effect() looks at the pairs themselves; if not, they may be left undefined.
    virtual bool effectsSeePairs() const = 0;

    /// Whether they can tell a known level from an unknown one. Those that cannot are trained on known levels alone.
    virtual bool seesLevelFlag() const { return true; }

    /// Parameters of one effect; rows of pairs and of their features.
    virtual EffectEstimate effect(effects::EffectId effect, const torch::Tensor& pairs,
                                  const torch::Tensor& features) = 0;

private:
    torch::nn::LSTM lstm_{nullptr};
    torch::nn::Sequential next_;
};

/// "paper" or "swift"; throws core::Error for another name.
std::shared_ptr<Networks> makeNetworks(const std::string& architecture);
std::shared_ptr<Networks> makePaperNetworks();
std::shared_ptr<Networks> makeSwiftNetworks();

/// Builds pairs from dB values: rows of kInputValues each.
torch::Tensor makePairs(const torch::Tensor& currentDb, const torch::Tensor& targetDb, const torch::Tensor& levelKnown);

} // namespace stepwise::models

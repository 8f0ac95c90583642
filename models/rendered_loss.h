// A loss on the sound that proposed knobs make, beside the one on the knobs themselves. Private to models/: it includes
// libtorch.
#pragma once

#include "models/batch.h"
#include "models/pack_stages.h"

#include <future>
#include <memory>

namespace stepwise::models {

/// Renders one step of a training pack's chains with proposed knobs and the true choice, and with each knob moved a
/// little: the effects themselves have no derivatives. A chain's loss is log(1 + r), where r is the MSE to the true
/// step's sound over the MSE without the step, so that a step which makes a faint change worse counts, and none counts
/// without bound. The same for the same seed, whatever the threads.
class RenderedLoss {
public:
    /// `threads` 0: all cores. Throws core::Error when the data set has no whole packs, as those of older versions.
    explicit RenderedLoss(const Dataset& dataset, int threads = 0);
    ~RenderedLoss();

    /// Draws a pack and a place in its history, and starts rendering what leads there. Chains for validation are left
    /// out.
    RenderedRows draw(std::uint64_t seed);

    /// Of knobs proposed for the drawn rows, rows x outputs: the mean over the rows. Its gradient is that of finite
    /// differences. Throws core::Error when the data set is not what is rendered now.
    torch::Tensor operator()(const torch::Tensor& knobs);

private:
    struct Scene;

    std::unique_ptr<Scene> renderScene(std::size_t firstChain, const RenderedRows& rows);
    void requireSame(const ExampleChain& chain, std::size_t prefix, const core::Spectrogram& rendered) const;
    std::vector<std::vector<double>> lossesAround(const torch::Tensor& knobs);
    std::vector<double> lossesOf(PackStages& stages, const std::vector<effects::Step>& steps) const;

    const Dataset& dataset_;
    std::vector<std::size_t> packs_; ///< first chains of whole packs
    std::vector<PackStages> stages_; ///< one a core
    std::future<std::unique_ptr<Scene>> pending_;
    std::unique_ptr<Scene> scene_;
};

} // namespace stepwise::models

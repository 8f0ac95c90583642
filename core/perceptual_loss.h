// A loss that follows hearing more closely than the mel error: several time and frequency resolutions, weighted as the
// ear is sensitive, with the brightness and the shape of the spectrum counted apart.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace stepwise::core {

/// For each FFT size of 1024, 2048 and 8192 (hop: a quarter), with S and T the magnitudes of sound and target in 64 mel
/// bands, A-weighted (IEC 61672-1) and not below -80 dB of the target's loudest:
///
///     ||S - T|| / ||T||  +  mean |ln S - ln T|
///
/// averaged over the sizes; plus 0.1 times the distance of the spectral centroids (octaves, mean over frames) and 0.05
/// times that of the first 20 cepstral coefficients of ln S and ln T (root mean square, mean over frames), both at size
/// 2048. Sounds alike: 0. One instance per thread.
///
/// The weights and the resolutions are those of the composite loss of Instrumental; spectral convergence and
/// log-magnitude distance at several resolutions: Yamamoto et al., "Parallel WaveGAN" (ICASSP 2020).
class PerceptualLoss {
public:
    /// 44.1 kHz mono. The target, and every sound, is cut or padded with silence to `length` samples.
    PerceptualLoss(std::span<const float> target, std::size_t length);
    ~PerceptualLoss();
    PerceptualLoss(PerceptualLoss&&) noexcept;
    PerceptualLoss& operator=(PerceptualLoss&&) noexcept;

    /// ln S - ln T: bands by frames of each size, one after the other. All that the loss depends on.
    std::vector<float> logDifferences(std::span<const float> sound);

    double value(std::span<const float> logDifferences) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The A-weighting of IEC 61672-1 as a factor of the magnitude; 1 at 1 kHz.
double aWeighting(double hertz);

} // namespace stepwise::core

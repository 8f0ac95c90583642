#include "core/onset_correlation.h"

#include "core/fft_planner.h"

#include <fftw3.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <memory>

namespace stepwise::core {

namespace {

constexpr double kLeastOverlap = 0.25;

struct PlanDeleter {
    void operator()(fftwf_plan_s* plan) const {
        const std::lock_guard lock(fftPlannerMutex());
        fftwf_destroy_plan(plan);
    }
};
using Plan = std::unique_ptr<fftwf_plan_s, PlanDeleter>;

/// Both envelopes fit twice, so that nothing wraps.
class Correlator {
public:
    explicit Correlator(std::size_t length) : time_(length), bins_(length / 2 + 1) {
        const std::lock_guard lock(fftPlannerMutex());
        auto* bins = reinterpret_cast<fftwf_complex*>(bins_.data());
        const int size = static_cast<int>(length);
        forward_.reset(fftwf_plan_dft_r2c_1d(size, time_.data(), bins, FFTW_ESTIMATE));
        backward_.reset(fftwf_plan_dft_c2r_1d(size, bins, time_.data(), FFTW_ESTIMATE));
    }

    /// sum a[i] b[i + lag] at index lag, negative ones at the end.
    const std::vector<float>& run(std::span<const float> a, std::span<const float> b) {
        transform(a);
        const std::vector<std::complex<float>> spectrum = bins_;
        transform(b);
        for (std::size_t i = 0; i < bins_.size(); ++i)
            bins_[i] *= std::conj(spectrum[i]) / static_cast<float>(time_.size());
        fftwf_execute(backward_.get());
        return time_;
    }

private:
    void transform(std::span<const float> samples) {
        std::ranges::copy(samples, time_.begin());
        std::fill(time_.begin() + std::ssize(samples), time_.end(), 0.0F);
        fftwf_execute(forward_.get());
    }

    std::vector<float> time_;
    std::vector<std::complex<float>> bins_;
    Plan forward_;
    Plan backward_;
};

std::vector<double> energiesOf(std::span<const float> envelope) {
    std::vector<double> sums = {0.0};
    for (const float value : envelope)
        sums.push_back(sums.back() + static_cast<double>(value) * value);
    return sums;
}

} // namespace

OnsetCorrelation::OnsetCorrelation(std::span<const float> a, std::span<const float> b)
    : sizeA_(a.size()), sizeB_(b.size()), energiesA_(energiesOf(a)), energiesB_(energiesOf(b)) {
    if (a.empty() || b.empty())
        return;
    Correlator correlator(std::bit_ceil(a.size() + b.size()));
    const std::vector<float>& sums = correlator.run(a, b);
    products_.assign(sums.end() - furthestBack(), sums.end());
    products_.insert(products_.end(), sums.begin(), sums.begin() + std::ssize(b));
}

double OnsetCorrelation::at(std::ptrdiff_t lag) const {
    if (lag < -furthestBack() || lag > furthestAhead() || products_.empty())
        return 0.0;
    const auto firstA = static_cast<std::size_t>(std::max<std::ptrdiff_t>(-lag, 0));
    const auto firstB = static_cast<std::size_t>(std::max<std::ptrdiff_t>(lag, 0));
    const std::size_t length = std::min(sizeA_ - firstA, sizeB_ - firstB);
    const double energyA = energiesA_[firstA + length] - energiesA_[firstA];
    const double energyB = energiesB_[firstB + length] - energiesB_[firstB];
    if (energyA <= 0.0 || energyB <= 0.0 || energyA < kLeastOverlap * energiesA_.back() ||
        energyB < kLeastOverlap * energiesB_.back())
        return 0.0;
    return products_[static_cast<std::size_t>(lag + furthestBack())] / std::sqrt(energyA * energyB);
}

double OnsetCorrelation::around(std::ptrdiff_t lag) const {
    return std::max({at(lag - 1), at(lag), at(lag + 1)});
}

} // namespace stepwise::core

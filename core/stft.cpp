#include "core/fft_planner.h"
#include "core/spectrogram.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <stdexcept>

namespace stepwise::core {

namespace {

/// Plans are made once a size and then shared: making one is not thread-safe, running one is. ESTIMATE, because a
/// measured plan may differ from run to run in its last bits.
fftwf_plan sharedPlan(int size) {
    // Kept until the process is gone: other threads may run plans while the program ends.
    static auto* const plans = new std::map<int, fftwf_plan>;
    const std::lock_guard lock(fftPlannerMutex());
    auto& plan = (*plans)[size];
    if (plan == nullptr) {
        float* in = fftwf_alloc_real(static_cast<std::size_t>(size));
        fftwf_complex* out = fftwf_alloc_complex(static_cast<std::size_t>(size) / 2 + 1);
        plan = fftwf_plan_dft_r2c_1d(size, in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
        fftwf_free(in);
        fftwf_free(out);
    }
    return plan;
}

struct FftwDeleter {
    void operator()(void* memory) const { fftwf_free(memory); }
};

} // namespace

struct StftAnalyzer::Tables {
    int fftSize;
    int hopFrames;
    fftwf_plan plan;
    std::vector<float> window;
    std::unique_ptr<float[], FftwDeleter> input;
    std::unique_ptr<fftwf_complex[], FftwDeleter> spectrum;

    Tables(int size, int hop)
        : fftSize(size), hopFrames(hop), plan(sharedPlan(size)), window(static_cast<std::size_t>(size)),
          input(fftwf_alloc_real(static_cast<std::size_t>(size))),
          spectrum(fftwf_alloc_complex(static_cast<std::size_t>(size) / 2 + 1)) {
        for (int i = 0; i < size; ++i)
            window[static_cast<std::size_t>(i)] =
                static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * i / size));
    }

    /// The spectrum of the centred frame, in `spectrum`.
    void transform(std::span<const float> samples, int frame) {
        const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(frame) * hopFrames - fftSize / 2;
        const auto length = static_cast<std::ptrdiff_t>(samples.size());
        const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(-start, 0, fftSize);
        const std::ptrdiff_t last = std::clamp<std::ptrdiff_t>(length - start, first, fftSize);
        std::fill(input.get(), input.get() + first, 0.0F);
        const float* from = samples.data() + start;
        for (std::ptrdiff_t i = first; i < last; ++i)
            input[static_cast<std::size_t>(i)] = from[i] * window[static_cast<std::size_t>(i)];
        std::fill(input.get() + last, input.get() + fftSize, 0.0F);
        fftwf_execute_dft_r2c(plan, input.get(), spectrum.get());
    }
};

int frameCount(std::size_t samples, int hopFrames) {
    return 1 + static_cast<int>(samples / static_cast<std::size_t>(hopFrames));
}

StftAnalyzer::StftAnalyzer(int fftSize, int hopFrames) : tables_(std::make_unique<Tables>(fftSize, hopFrames)) {}
StftAnalyzer::~StftAnalyzer() = default;
StftAnalyzer::StftAnalyzer(StftAnalyzer&&) noexcept = default;
StftAnalyzer& StftAnalyzer::operator=(StftAnalyzer&&) noexcept = default;

int StftAnalyzer::fftSize() const {
    return tables_->fftSize;
}

int StftAnalyzer::hopFrames() const {
    return tables_->hopFrames;
}

void StftAnalyzer::framePower(std::span<const float> samples, int frame, std::span<float> power) {
    tables_->transform(samples, frame);
    const fftwf_complex* spectrum = tables_->spectrum.get();
    for (std::size_t bin = 0; bin < power.size(); ++bin)
        power[bin] = spectrum[bin][0] * spectrum[bin][0] + spectrum[bin][1] * spectrum[bin][1];
}

Spectrogram StftAnalyzer::magnitude(std::span<const float> samples) {
    const int bins = tables_->fftSize / 2 + 1;
    Spectrogram result(bins, frameCount(samples.size(), tables_->hopFrames));
    std::vector<float> power(static_cast<std::size_t>(bins));
    for (int frame = 0; frame < result.frames; ++frame) {
        framePower(samples, frame, power);
        for (int bin = 0; bin < bins; ++bin)
            result.at(bin, frame) = std::sqrt(power[static_cast<std::size_t>(bin)]);
    }
    return result;
}

} // namespace stepwise::core

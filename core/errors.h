// The six errors between a sound and the target (design, section 5).
#pragma once

#include "core/spectrogram.h"
#include "core/stored_sound.h"

#include <array>
#include <functional>
#include <span>
#include <string_view>

namespace stepwise::core {

struct Errors {
    double mse = 0.0;
    double mae = 0.0;
    double mfcc = 0.0;
    double lsd = 0.0;
    double sc = 0.0;
    double mrStft = 0.0;
};

/// JSON key, name on screen and value of each error, in the order of the struct.
struct ErrorColumn {
    std::string_view key;
    std::string_view name;
    double Errors::*value;
};
inline constexpr std::array<ErrorColumn, 6> kErrorColumns = {{{"mse", "MSE", &Errors::mse},
                                                              {"mae", "MAE", &Errors::mae},
                                                              {"mfcc", "MFCC", &Errors::mfcc},
                                                              {"lsd", "LSD", &Errors::lsd},
                                                              {"sc", "SC", &Errors::sc},
                                                              {"mr_stft", "MR-STFT", &Errors::mrStft}}};

/// The four errors that come from dB mel spectrograms of equal shape (throws std::invalid_argument otherwise); the
/// others stay 0.
Errors melErrors(const Spectrogram& soundDb, const Spectrogram& targetDb);

/// MSE of two dB mel spectrograms over 80 dB: what search and training watch.
double melMse(const Spectrogram& soundDb, const Spectrogram& targetDb);

/// All six errors between 44.1 kHz mono sounds. The shorter one is padded with silence. Keeps what belongs to the
/// target, so that many sounds are compared with one target. One instance per thread.
class ErrorMeter {
public:
    explicit ErrorMeter(std::span<const float> target);
    /// Keeps no copy of the target: `again` gives it when it is needed once more.
    ErrorMeter(const MonoView& target, std::function<std::vector<float>()> again);
    ~ErrorMeter();
    ErrorMeter(ErrorMeter&&) noexcept;
    ErrorMeter& operator=(ErrorMeter&&) noexcept;

    Errors measure(std::span<const float> sound);
    /// Only the mel errors: several times faster.
    Errors measureMel(std::span<const float> sound);
    /// The same of a dB mel spectrogram that is at least as long as the target's.
    Errors measureMel(const Spectrogram& soundDb);
    /// Only the MSE: what a search asks for thousands of times.
    double measureMse(std::span<const float> sound);
    const Spectrogram& targetDb() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace stepwise::core

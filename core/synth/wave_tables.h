// Band-limited single cycles, one set for each half octave of fundamental.
#pragma once

namespace stepwise::core {

/// Reads band-limited waves. The tables are made on first use, from their Fourier series, and shared.
class WaveTables {
public:
    /// Tables whose harmonics all lie below Nyquist for fundamentals up to `frequencyHz`.
    WaveTables(double frequencyHz, double rateHz);

    /// The wave at `phase` in [0, 1), `position` in [kSineWave, kSquareWave].
    float read(float phase, float position) const;

private:
    const float* shapes_[4]; ///< sine, triangle, saw, square
};

} // namespace stepwise::core

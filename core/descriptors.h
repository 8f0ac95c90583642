// What can be said of a sound in a few numbers.
#pragma once

#include "core/stored_sound.h"

#include <span>
#include <string>
#include <vector>

namespace stepwise::core {

struct Descriptors {
    double seconds = 0.0;
    double centroidHz = 0.0;        ///< spectral centroid, mean over active frames
    double rolloffHz = 0.0;         ///< 85 % roll-off, mean over active frames
    double flatness = 0.0;          ///< spectral flatness, mean over active frames, [0, 1]
    double onsetStrength = 0.0;     ///< mean of the onset-strength envelope
    double rmsDb = 0.0;             ///< RMS level, dBFS
    double crestFactorDb = 0.0;     ///< peak over RMS
    double loudnessLufs = 0.0;      ///< integrated, ITU-R BS.1770; -infinity is reported as -120
    double harmonicToNoiseDb = 0.0; ///< Boersma 1993, median over voiced frames
    double pitchHz = 0.0;           ///< 0 when there is none
};

/// Per-frame features, as librosa computes them (44.1 kHz mono; n_fft 4096, hop 512 unless stated).
std::vector<float> spectralCentroid(std::span<const float> samples);
std::vector<float> spectralRolloff(std::span<const float> samples, double share = 0.85);
std::vector<float> spectralFlatness(std::span<const float> samples);
std::vector<float> onsetStrength(std::span<const float> samples); ///< n_fft 2048, 128 mels from 0 to 22 050 Hz
std::vector<float> rootMeanSquare(std::span<const float> samples, int frameLength = 2048);

Descriptors describe(std::span<const float> analysisMono);

/// Fundamental frequency by autocorrelation (Boersma 1993), median over voiced frames; 0 when the sound is not pitched.
double estimatePitchHz(const MonoView& analysisMono);

} // namespace stepwise::core

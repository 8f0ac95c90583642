// From dB mel spectrograms to what networks see.
#pragma once

#include "core/spectrogram.h"

#include <cstdint>
#include <span>
#include <vector>

namespace stepwise::models {

inline constexpr int kInputFrames = 87; ///< of a one-second window
inline constexpr int kInputValues = core::kMelBands * kInputFrames;

/// Total power of a dB mel spectrogram, in dB.
float totalPowerDb(std::span<const float> melDb);

/// What is added to the target in dB. With an unknown level the target is seen as loud as the current sound; thresholds
/// and drive depend on the current sound's level, which is never touched.
float targetShiftDb(bool levelKnown, float currentPowerDb, float targetPowerDb);

/// Spectrograms in caches: a byte a value, in steps of 0.6 dB from -100 dB.
inline constexpr float kByteStepDb = 0.6F;
inline constexpr float kByteFloorDb = -100.0F;
std::uint8_t toByte(float decibels);
inline float fromByte(std::uint8_t byte) {
    return kByteFloorDb + kByteStepDb * static_cast<float>(byte);
}

} // namespace stepwise::models

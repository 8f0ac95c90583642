#include "core/onset_bands.h"

#include "core/audio_buffer.h"
#include "core/mel_filterbank.h"

namespace stepwise::core {

Spectrogram onsetBandsDb(std::span<const float> samples, int hopFrames) {
    static const MelFilterbank bank(kOnsetFftSize, kMelBands, 0.0, kAnalysisRateHz / 2.0);
    StftAnalyzer stft(kOnsetFftSize, hopFrames);
    std::vector<float> power(kOnsetFftSize / 2 + 1);
    Spectrogram bands(kMelBands, frameCount(samples.size(), hopFrames));
    for (int frame = 0; frame < bands.frames; ++frame) {
        stft.framePower(samples, frame, power);
        for (int band = 0; band < kMelBands; ++band)
            bands.at(band, frame) = bank.bandPower(band, power);
    }
    powerToDecibels(bands);
    return bands;
}

} // namespace stepwise::core

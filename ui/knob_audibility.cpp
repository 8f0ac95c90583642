#include "ui/knob_audibility.h"

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

core::AudioBuffer renderFrom(core::AudioBuffer sound, const std::vector<effects::Step>& steps, std::size_t first,
                             const effects::Progress& progress) {
    for (std::size_t i = first; i < steps.size(); ++i)
        sound = effects::renderStep(sound, steps[i], progress);
    return sound;
}

} // namespace

Audibility audibilityOf(double differenceDb) {
    if (differenceDb < kAudibleDifferenceDb)
        return Audibility::hidden;
    return differenceDb < kClearDifferenceDb ? Audibility::audible : Audibility::clear;
}

double meanDifferenceDb(const core::Spectrogram& a, const core::Spectrogram& b) {
    const int frames = std::min(a.frames, b.frames);
    double sum = 0.0;
    for (int band = 0; band < a.rows; ++band)
        for (int frame = 0; frame < frames; ++frame)
            sum += std::abs(static_cast<double>(a.at(band, frame)) - static_cast<double>(b.at(band, frame)));
    return frames == 0 ? 0.0 : sum / (static_cast<double>(a.rows) * frames);
}

std::vector<KnobChange> changedKnobs(const std::vector<effects::Step>& before,
                                     const std::vector<effects::Step>& after) {
    std::vector<KnobChange> changes;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        const auto& parameters = effects::effectInfo(after[i].effect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const float from = before[i].values[p];
            const float to = after[i].values[p];
            if (effects::formatDisplay(parameters[p], from) != effects::formatDisplay(parameters[p], to))
                changes.push_back({i, p, after[i].effect, from, to, std::nullopt});
        }
    }
    return changes;
}

void measureChanges(std::vector<KnobChange>& changes, const core::AudioBuffer& input,
                    const std::vector<effects::Step>& after, const core::Comparison& comparison,
                    const effects::Progress& progress) {
    try {
        const core::Spectrogram refined = comparison.measureMel(renderFrom(input, after, 0, progress)).melDb;
        core::AudioBuffer sound = input; // before the step that is looked at
        for (std::size_t i = 0; i < after.size(); ++i) {
            for (KnobChange& change : changes) {
                if (change.step != i)
                    continue;
                std::vector<effects::Step> putBack = after;
                putBack[i].values[change.parameter] = change.before;
                const core::AudioBuffer other = renderFrom(sound, putBack, i, progress);
                change.differenceDb = meanDifferenceDb(refined, comparison.measureMel(other).melDb);
            }
            sound = effects::renderStep(sound, after[i], progress);
        }
    } catch (const effects::Cancelled&) {
        // What is measured so far is kept.
    }
}

} // namespace stepwise::ui

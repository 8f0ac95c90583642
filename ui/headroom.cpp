#include "ui/headroom.h"

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

double headroomDb(const TimelineSound& sound, double gainDb) {
    const double peakDb = 20.0 * std::log10(std::max(static_cast<double>(sound.peak), 1e-6)) + gainDb;
    return peakDb > 0.0 ? peakDb - kPeakLimitDb : 0.0;
}

double headroomDb(const RenderedTimeline& timeline, bool isLoudnessMatched) {
    double most = headroomDb(*timeline.targetSound(), 0.0);
    for (std::size_t i = 0; i <= timeline.steps().size(); ++i)
        if (const TimelineSoundPtr& sound = timeline.soundBefore(i))
            most = std::max(most, headroomDb(*sound, isLoudnessMatched ? sound->measured.trimDb : 0.0));
    return most;
}

double headroomDb(const std::vector<EarlierStep>& steps, bool isLoudnessMatched) {
    double most = 0.0;
    for (const EarlierStep& step : steps)
        if (step.sound)
            most = std::max(most, headroomDb(*step.sound, isLoudnessMatched ? step.sound->measured.trimDb : 0.0));
    return most;
}

} // namespace stepwise::ui

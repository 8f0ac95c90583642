// Tries steps at the end of a timeline and keeps the one that leaves the lowest error.
#pragma once

#include "models/candidates.h"
#include "models/timeline.h"

#include <optional>

namespace stepwise::models {

/// Random settings of each effect that are worth trying when none of the networks' ideas helps: 80 for sounds of up to
/// five seconds, and so many fewer for longer ones that no more is rendered.
int lastResortDraws(double seconds);

class Tryout {
public:
    Tryout(const Timeline& timeline, const effects::Progress& progress);

    void add(const effects::Step& step, float confidence);
    /// The same knobs with the next likely modes.
    void addOtherChoices(const Candidate& candidate, const Prediction& prediction);
    /// The same step with a share of its mix or gain: users' sounds may carry less of an effect than training data
    /// does.
    void addGentler(const Candidate& candidate);

    /// Whether the best so far lowers the error by enough to be worth a learner's attention.
    bool helps() const { return best_ && best_->measured.errors.mse < goal_; }
    std::optional<TimelineStep> take() { return std::move(best_); }

private:
    const Timeline& timeline_;
    const effects::Progress& progress_;
    double goal_;
    std::optional<TimelineStep> best_;
};

} // namespace stepwise::models

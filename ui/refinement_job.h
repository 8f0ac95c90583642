// What is asked of a refinement and what it found: plain work for a worker's thread.
#pragma once

#include "models/refinement.h"
#include "ui/knob_audibility.h"
#include "ui/rendered_timeline.h"

#include <QString>

#include <condition_variable>
#include <mutex>

namespace stepwise::ui {

/// What the learner chose.
struct RefinementChoice {
    bool onlySelectedStep = false;
    models::RefineMethod method = models::RefineMethod::gradient;
    models::LossKind loss = models::LossKind::mel;
};

/// The steps of a round that are on, to be refined in this order.
struct RefinementRequest {
    std::shared_ptr<const Pair> pair;
    TimelineSoundPtr roundInput;
    int roundId = 0;
    std::vector<int> stepIds;
    std::vector<effects::Step> steps;
    models::RefineOptions options;
};

struct RefinementAnswer {
    std::vector<effects::Step> steps; ///< as asked where nothing closer was found
    bool isCloser = false;
    int renders = 0;
    double mseBefore = 0.0;
    double mseAfter = 0.0;
    std::vector<KnobChange> changes;
};

/// Holds a refinement while it is paused. Shared by the window's thread and the worker's.
class RefinementGate {
public:
    void setPaused(bool isPaused);
    /// Ends a pause, too.
    void stop();
    bool isStopped() const { return source_.stop_requested(); }
    std::stop_token token() const { return source_.get_token(); }
    /// Returns when not paused (any more); false when stopped. `isWanted` is asked now and then while paused.
    bool pass(const std::function<bool()>& isWanted);

private:
    std::stop_source source_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool isPaused_ = false;
};

/// Why these sounds and steps cannot be refined, in a sentence; empty if they can. `selectedStep`: -1 for none.
QString cannotRefineReason(const RenderedTimeline* timeline, const RefinementChoice& choice, int selectedStep);

/// Only if there is no reason against it.
RefinementRequest refinementRequest(const RenderedTimeline& timeline, const Work& work, const RefinementChoice& choice,
                                    int selectedStep);

/// `onRound` comes after every round, `progress` while sounds are rendered for comparison.
RefinementAnswer refine(const RefinementRequest& request, const models::RefineProgress& onRound,
                        const effects::Progress& progress);

} // namespace stepwise::ui

// Renders the rounds of a work, reusing what was rendered before. No threads, no Qt: one instance belongs to a worker.
#pragma once

#include "effects/chain_renderer.h"
#include "ui/timeline_sound.h"

#include <functional>
#include <list>
#include <string>

namespace stepwise::ui {

/// Two sounds made comparable; shared by all rounds.
struct Pair {
    NamedSound input;
    NamedSound target;
    std::shared_ptr<const core::Comparison> comparison;
    TimelineSoundPtr inputSound; ///< as prepared, and padded to the target's length
    TimelineSoundPtr targetSound;

    /// What the two sounds are to each other.
    std::vector<core::PairNote> notes() const;
};

class RoundRenderer {
public:
    struct Listener {
        std::function<void(std::shared_ptr<const Pair>)> pairReady;
        /// Step 0 is the input of the round. `isNew`: was rendered just now.
        std::function<void(int stepId, TimelineSoundPtr, bool isNew)> soundReady;
    };

    /// What is not used any more is kept up to this many bytes of memory, so that undo is quick.
    explicit RoundRenderer(std::size_t spareBytes = 64U << 20U) : spareBytes_(spareBytes) {}

    /// The sounds of the current round, in order, each reported as soon as it is there. A step that is off sounds as
    /// the one before it. Throws core::Error for sounds that cannot be compared, effects::Cancelled.
    void render(const Work& work, const Listener& listener, const effects::Progress& progress = {});

private:
    struct Node {
        TimelineSoundPtr before;
        effects::Step step;
        TimelineSoundPtr after;
        bool isInUse = false;
    };

    void pair(const Work& work, const Listener& listener, const effects::Progress& progress);
    struct Rendered {
        TimelineSoundPtr sound;
        bool isNew = false;
    };
    Rendered after(const TimelineSoundPtr& before, const effects::Step& step, const effects::Progress& progress);
    void dropSpares();

    std::size_t spareBytes_;
    std::shared_ptr<const Pair> pair_;
    std::list<Node> nodes_; ///< last used first
};

} // namespace stepwise::ui

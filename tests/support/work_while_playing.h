// What a user does at the worst while a sound plays: turns knobs, asks for steps, refines, switches places, all at
// once.
#pragma once

#include "support/window_fixture.h"
#include "ui/audition.h"
#include "ui/refinement.h"

#include <chrono>
#include <vector>

namespace stepwise::test {

inline ui::AudioOutput jackOutput(int bufferFrames = 128) {
    for (const core::OutputDevice& device : core::Player::outputDevices())
        if (device.hostApi.find("JACK") != std::string::npos)
            return {QString::fromStdString(device.hostApi), QString::fromStdString(device.name), bufferFrames};
    return {};
}

struct WorkDone {
    bool playedOn = false; ///< to the end
    int turns = 0;         ///< of a knob, each with a switch and a redraw
    int suggestions = 0;   ///< of all steps
    int refinements = 0;   ///< one after each suggestion, for about a second
    int underruns = 0;
    std::vector<std::chrono::steady_clock::time_point> underrunsSeen; ///< within some hundredths of a second
};

/// Turns a knob; where nothing else runs, renders it, suggests all steps, refines them, or takes them out again.
inline void turnAndAsk(WindowFixture& fixture, WorkDone& done) {
    constexpr int kTurnsOfARefinement = 60;
    ui::TimelineController& controller = fixture.controller();
    ui::Refinement& refinement = fixture.window().refinement();
    const int steps = static_cast<int>(controller.timeline()->steps().size());
    if (steps > 0) {
        effects::Step step = controller.timeline()->steps()[0].step;
        step.values[1] = static_cast<float>(done.turns % 50) / 50.0F;
        fixture.window().audition().turnKnobs(0, step);
        if (!controller.isBusy() && done.turns % 3 == 0)
            controller.changeStep(0, step);
    }
    if (refinement.isRunning() && done.turns % kTurnsOfARefinement == 0)
        refinement.stop();
    if (controller.isBusy())
        return;
    if (steps < 2) {
        controller.suggestAll();
        ++done.suggestions;
    } else if (done.refinements < done.suggestions) {
        refinement.start();
        ++done.refinements;
    } else {
        controller.removeStep(steps - 1);
    }
}

inline WorkDone workWhilePlaying(WindowFixture& fixture, int seconds) {
    ui::Audition& audition = fixture.window().audition();
    audition.play();
    QElapsedTimer clock;
    clock.start();
    WorkDone done;
    bool isHeard = false;
    const double start = audition.positionSeconds();
    // A slow machine, or a sanitizer, may need longer before there is anything to refine.
    const auto isOver = [&] {
        return clock.elapsed() >= (done.refinements > 0 ? 1000 : 10000) * static_cast<qint64>(seconds);
    };
    while (audition.isPlaying() && !isOver()) {
        turnAndAsk(fixture, done);
        audition.listen(done.turns % 7 - 1);
        fixture.window().repaint();
        ++done.turns;
        isHeard = isHeard || audition.positionSeconds() != start;
        QTest::qWait(15);
        done.underrunsSeen.resize(static_cast<std::size_t>(audition.underrunCount()), std::chrono::steady_clock::now());
    }
    done.playedOn = isHeard && audition.isPlaying();
    done.underruns = audition.underrunCount();
    audition.stop();
    return done;
}

} // namespace stepwise::test

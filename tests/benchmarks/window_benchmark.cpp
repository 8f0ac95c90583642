// The desktop program's times, without a screen: knobs, frames, and buffers that come late.
#include "core/random.h"
#include "core/sound_switch.h"
#include "effects/live_rack.h"
#include "support/jack_server.h"
#include "support/machine_load.h"
#include "support/window_fixture.h"
#include "support/work_while_playing.h"
#include "ui/audition.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_image.h"
#include "ui/spectrogram_plot.h"
#include "ui/test_tone.h"
#include "ui/theme.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include <QApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QScrollBar>

using namespace stepwise;
using effects::EffectId;

namespace {

double secondsSince(const QElapsedTimer& clock) {
    return static_cast<double>(clock.nsecsElapsed()) * 1e-9;
}

/// Five steps on a sound of so many seconds, which is its own target.
bool loadLong(test::WindowFixture& fixture, int seconds) {
    std::vector<float> samples;
    for (int i = 0; i < seconds; ++i) {
        const std::vector<float> second = core::renderPreset("saw");
        samples.insert(samples.end(), second.begin(), second.end());
    }
    const QString path = fixture.path("long.wav");
    core::writeAudioFile(path.toStdString(), core::AudioBuffer(core::kAnalysisRateHz, std::move(samples)));
    fixture.controller().loadPair(path, path);
    return QTest::qWaitFor([&] { return fixture.controller().timeline() != nullptr; }, 60000) &&
           fixture.waitUntilIdle() && fixture.addEverything();
}

struct TenCards {
    std::vector<ui::SoundCard*> cards;
    QScrollArea area;
    ui::TimeWindow window;

    explicit TenCards(const ui::RenderedTimeline& timeline) {
        auto* row = new QWidget;
        auto* layout = new QHBoxLayout(row);
        window.setLength(1.0);
        for (std::size_t i = 0; i < 10; ++i) {
            cards.push_back(new ui::SoundCard(true));
            cards.back()->plot()->setSound(timeline.soundBefore(i % 4), nullptr);
            layout->addWidget(cards.back());
        }
        area.setWidget(row);
        area.resize(900, 420); // half of the cards, so that there is something to scroll
        area.show();
        QCoreApplication::processEvents();
    }
};

template <class Change>
void measureFrames(benchmark::State& state, const Change& change) {
    test::WindowFixture fixture;
    if (!fixture.loadPair() || !fixture.addEverything()) {
        state.SkipWithError("no timeline");
        return;
    }
    TenCards ten(*fixture.controller().timeline());
    int frame = 0;
    for (auto _ : state) {
        change(ten, frame++ % 100);
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

} // namespace

/// From turning a knob of step `range(1)` until its new picture is drawn; sounds of `range(0)` seconds.
static void knobToPicture(benchmark::State& state) {
    test::WindowFixture fixture;
    if (!loadLong(fixture, static_cast<int>(state.range(0)))) {
        state.SkipWithError("no timeline");
        return;
    }
    const auto index = static_cast<int>(state.range(1));
    const auto place = static_cast<std::size_t>(index) + 1;
    ui::TimelineController& controller = fixture.controller();
    ui::TimeWindow window;
    window.setLength(static_cast<double>(state.range(0)));
    effects::Step step = controller.work().round().steps[place - 1].step;
    state.SetLabel(std::string(effects::effectInfo(step.effect).key));
    int turn = 0;
    for (auto _ : state) {
        step.values[1] = 0.1F + 0.01F * static_cast<float>(++turn % 80);
        const ui::TimelineSoundPtr before = controller.timeline()->soundBefore(place);
        QElapsedTimer clock;
        clock.start();
        controller.changeStep(index, step);
        while (controller.timeline()->soundBefore(place) == before && clock.elapsed() < 10000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const auto sound = controller.timeline()->soundBefore(place);
        benchmark::DoNotOptimize(ui::spectrogramImage(sound->picture, nullptr, window, QSize(230, 200), {}));
        state.SetIterationTime(secondsSince(clock));
        fixture.waitUntilIdle();
    }
}
BENCHMARK(knobToPicture)
    ->ArgsProduct({{1, 10}, {0, 1, 2, 3, 4}})
    ->ArgNames({"seconds", "step"})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(9);

static void scrollingTheCards(benchmark::State& state) {
    measureFrames(state, [](TenCards& ten, int frame) {
        QScrollBar& bar = *ten.area.horizontalScrollBar();
        bar.setValue(8 * frame % std::max(1, bar.maximum()));
    });
}
BENCHMARK(scrollingTheCards)->Unit(benchmark::kMillisecond)->UseRealTime();

static void movingThePlayheads(benchmark::State& state) {
    measureFrames(state, [](TenCards& ten, int frame) {
        for (ui::SoundCard* card : ten.cards)
            card->plot()->setPlayhead(0.008 * frame);
    });
}
BENCHMARK(movingThePlayheads)->Unit(benchmark::kMillisecond)->UseRealTime();

static void scrollingInTime(benchmark::State& state) {
    measureFrames(state, [](TenCards& ten, int frame) {
        ten.window.setLength(1.0);
        ten.window.zoom(3.0, 0.5);
        ten.window.scrollTo(0.006 * frame);
        for (ui::SoundCard* card : ten.cards)
            card->plot()->setTimeWindow(ten.window);
    });
}
BENCHMARK(scrollingInTime)->Unit(benchmark::kMillisecond)->UseRealTime();

/// All five effects in stereo at 128 frames, which last 2.9 ms.
static void liveRackBuffer(benchmark::State& state) {
    std::vector<effects::Step> steps;
    for (const EffectId effect : effects::kAllEffects)
        steps.push_back(effects::defaultStep(effect));
    const auto rack = std::make_shared<effects::LiveRack>(steps, effects::Layout::stereo);
    rack->prepare(core::kAnalysisRateHz);
    core::AudioBuffer input(core::kAnalysisRateHz, 2, 44100);
    core::Random random(1);
    for (std::vector<float>& channel : input.channels)
        for (float& sample : channel)
            sample = static_cast<float>(random.uniform(-0.3, 0.3));
    core::SoundSwitch output(core::kAnalysisRateHz);
    output.publish({nullptr, 1.0F, rack, std::make_shared<const core::AudioBuffer>(std::move(input)), 4});
    output.setActive(true);
    constexpr int kFrames = 128;
    std::vector<float> buffer(std::size_t{2} * kFrames);
    for (auto _ : state) {
        output.render(buffer.data(), kFrames);
        benchmark::ClobberMemory();
    }
}
BENCHMARK(liveRackBuffer)->Unit(benchmark::kMillisecond);

static int playSeconds() {
    const int asked = qEnvironmentVariableIntValue("STEPWISE_PLAY_SECONDS");
    return asked > 0 ? asked : 20;
}

/// A buffer that came late is told apart from the machine's own lateness only by a watch on it.
static void countLate(benchmark::State& state, const test::MachineWatch& watch,
                      test::MachineWatch::Clock::time_point start, double stolenBeforeMs,
                      const std::vector<test::MachineWatch::Clock::time_point>& seen) {
    constexpr std::chrono::milliseconds kSeenAfter{60};
    state.counters["underruns"] = static_cast<double>(seen.size());
    if (watch.isFirst())
        state.counters["while_the_machine_ran"] = static_cast<double>(
            std::ranges::count_if(seen, [&](auto time) { return !watch.wasLate(time - kSeenAfter, time); }));
    state.counters["machine_latest_ms"] = watch.longestLatenessMs();
    state.counters["machine_late_share"] = watch.shareOfTime(start, kSeenAfter);
    state.counters["stolen_ms"] = test::stolenMs() - stolenBeforeMs;
}

/// What the machine itself is late: buffers of 128 frames while a sound is looped for STEPWISE_PLAY_SECONDS (20), and
/// nothing else is done, or threads do nothing but compute. A virtual machine that computes may lose its cores.
static void lateBuffersOfTheMachine(benchmark::State& state) {
    const test::JackServer server(44100.0, 2, test::JackServer::Clock::realTime);
    core::Player player;
    const auto devices = core::Player::outputDevices();
    const auto jack = std::ranges::find_if(
        devices, [](const core::OutputDevice& device) { return device.hostApi.find("JACK") != std::string::npos; });
    if (!server.isRunning() || jack == devices.end()) {
        state.SkipWithError("no jackd (jackd2)");
        return;
    }
    player.chooseDevice(jack->index, 128);
    player.setSound(ui::testTone());
    const test::ComputingThreads computing(static_cast<int>(state.range(0)));
    const test::MachineWatch watch;
    const double stolenBeforeMs = test::stolenMs();
    const auto start = test::MachineWatch::Clock::now();
    std::vector<test::MachineWatch::Clock::time_point> seen;
    for (auto _ : state) {
        player.play();
        while (test::MachineWatch::Clock::now() - start < std::chrono::seconds(playSeconds())) {
            player.update();
            QTest::qSleep(16);
            seen.resize(static_cast<std::size_t>(player.underrunCount()), test::MachineWatch::Clock::now());
        }
    }
    countLate(state, watch, start, stolenBeforeMs, seen);
}
BENCHMARK(lateBuffersOfTheMachine)
    ->Arg(0)
    ->Arg(2)
    ->ArgName("computing_threads")
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);

/// The same while knobs turn, steps are suggested and everything is drawn. Needs a machine with nothing else to do.
static void lateBuffers(benchmark::State& state) {
    const test::JackServer server(44100.0, 2, test::JackServer::Clock::realTime);
    test::WindowFixture fixture;
    if (!server.isRunning() || !fixture.loadPair() || !fixture.window().audition().setOutput(test::jackOutput(128))) {
        state.SkipWithError("no jackd (jackd2)");
        return;
    }
    test::WorkDone work;
    const test::MachineWatch watch;
    const double stolenBeforeMs = test::stolenMs();
    const auto start = test::MachineWatch::Clock::now();
    for (auto _ : state)
        work = test::workWhilePlaying(fixture, playSeconds());
    countLate(state, watch, start, stolenBeforeMs, work.underrunsSeen);
    state.counters["knob_turns"] = work.turns;
    state.counters["suggestions"] = work.suggestions;
    state.counters["refinements"] = work.refinements;
}
BENCHMARK(lateBuffers)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::applyTheme(application, ui::darkTheme());
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}

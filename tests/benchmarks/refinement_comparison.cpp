// Compares optimisers on the same targets and budget, from the models' start and from a random one: prints a table of
// the error against the number of renders, and draws it. Usage: refinement_comparison [targets a group] [picture.svg]
#include "core/file_output.h"
#include "models/evaluation_target.h"
#include "models/random_chain.h"
#include "models/suggester.h"
#include "plain_optimisers.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>

using namespace stepwise;
using benchmarks::Draws;

namespace {

constexpr int kBudget = 1000;
constexpr std::uint64_t kSeed = 301; ///< of targets that nothing was tuned on
constexpr std::array kCounts = {1, 32, 64, 128, 256, 512, 1000};
constexpr std::array kStarts = {"models", "random"};

using Optimiser = std::function<models::RefineStatus(const models::Timeline&, const std::vector<effects::Step>&,
                                                     const models::RefineOptions&, const models::RefineProgress&)>;
struct Method {
    const char* name;
    const char* colour;
    Optimiser optimise;
};

const std::array<Method, 4> kMethods = {{
    {"gradient", "#4477aa", models::refineByGradient},
    {"CMA-ES", "#ee6677", models::refineByEvolution},
    {"random search", "#999933",
     [](const auto& timeline, const auto& steps, const auto& options, const auto& progress) {
         return benchmarks::refineByRandomSearch(timeline, steps, options, Draws::nearBest, progress);
     }},
    {"Adam", "#228833", benchmarks::refineByAdam},
}};

/// Error after kCounts renders, as a share of the dry sound's.
struct Curve {
    std::array<double, kCounts.size()> sums = {};
    double seconds = 0.0;
    int items = 0;
};
using Curves = std::array<std::array<Curve, kMethods.size()>, kStarts.size()>;

void follow(Curve& curve, const Method& method, const models::Timeline& timeline,
            const std::vector<effects::Step>& steps) {
    const double dry = timeline.inputMeasured().errors.mse;
    std::vector<std::pair<int, double>> points;
    const auto start = std::chrono::steady_clock::now();
    const models::RefineStatus status =
        method.optimise(timeline, steps, {.maxRenders = kBudget}, [&](const models::RefineStatus& now) {
            points.emplace_back(now.renders, now.loss);
            return true;
        });
    curve.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++curve.items;
    for (std::size_t i = 0; i < kCounts.size(); ++i) {
        double loss = status.initialLoss;
        for (const auto& [renders, value] : points)
            if (renders <= kCounts[i] || kCounts[i] == kBudget)
                loss = std::min(loss, value);
        curve.sums[i] += loss / dry;
    }
}

void compare(Curves& curves, models::Suggester& suggester, core::PresetGroup group, int index) {
    const models::EvaluationTarget item = models::makeEvaluationTarget(group, kSeed, index);
    models::Timeline timeline(item.dry, item.target, item.comparison);
    suggester.suggestAll(timeline, {.maxSteps = static_cast<int>(item.steps.size()), .stopsWhenDone = false});
    const std::vector<effects::Step> proposed = timeline.chain(timeline.bestPrefix()).steps;
    if (proposed.empty())
        return;
    core::Random random(static_cast<std::uint64_t>(index) + 1);
    std::vector<effects::Step> drawn;
    for (const effects::Step& step : proposed)
        drawn.push_back(models::randomStep(step.effect, random));
    for (std::size_t m = 0; m < kMethods.size(); ++m) {
        follow(curves[0][m], kMethods[m], timeline, proposed);
        follow(curves[1][m], kMethods[m], timeline, drawn);
    }
}

void printTable(const Curves& curves) {
    fmt::print("| start | method |");
    for (const int count : kCounts)
        fmt::print(" {} |", count);
    fmt::print(" seconds |\n|---|---|");
    for (std::size_t i = 0; i <= kCounts.size(); ++i)
        fmt::print("---|");
    fmt::print("\n");
    for (std::size_t s = 0; s < kStarts.size(); ++s)
        for (std::size_t m = 0; m < kMethods.size(); ++m) {
            const Curve& curve = curves[s][m];
            fmt::print("| {} | {} |", kStarts[s], kMethods[m].name);
            for (const double sum : curve.sums)
                fmt::print(" {:.3f} |", sum / curve.items);
            fmt::print(" {:.2f} |\n", curve.seconds / curve.items);
        }
}

std::string picture(const Curves& curves) {
    constexpr double kWidth = 300.0;
    constexpr double kHeight = 240.0;
    constexpr double kTop = 30.0;
    constexpr double kLowest = -2.5; // decimal logarithm of the share
    const auto x = [](double left, double renders) { return left + kWidth * std::log2(renders) / std::log2(1000.0); };
    const auto y = [](double share) {
        return kTop + kHeight * std::min(1.0, std::log10(std::min(1.0, share)) / kLowest);
    };
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"330\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    for (std::size_t s = 0; s < kStarts.size(); ++s) {
        const double left = 60.0 + 350.0 * static_cast<double>(s);
        svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#999999\"/>\n"
                           "<text x=\"{}\" y=\"20\">from the {} start</text>\n",
                           left, kTop, kWidth, kHeight, left, s == 0 ? "models'" : "random");
        for (const double share : {1.0, 0.3, 0.1, 0.03, 0.01})
            svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", left - 5.0, y(share) + 4.0,
                               share);
        for (const int count : kCounts)
            svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(left, count),
                               kTop + kHeight + 16.0, count);
        for (std::size_t m = 0; m < kMethods.size(); ++m) {
            std::string points;
            for (std::size_t i = 0; i < kCounts.size(); ++i)
                points +=
                    fmt::format("{:.1f},{:.1f} ", x(left, kCounts[i]), y(curves[s][m].sums[i] / curves[s][m].items));
            svg += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", points,
                               kMethods[m].colour);
        }
    }
    for (std::size_t m = 0; m < kMethods.size(); ++m)
        svg += fmt::format("<text x=\"{}\" y=\"318\" fill=\"{}\">{}</text>\n", 60.0 + 130.0 * static_cast<double>(m),
                           kMethods[m].colour, kMethods[m].name);
    return svg +
           "<text x=\"740\" y=\"318\" text-anchor=\"end\">share of the dry sound's MSE, by renders</text>\n</svg>\n";
}

} // namespace

int main(int argc, char** argv) {
    const int targets = argc > 1 ? std::max(1, std::atoi(argv[1])) : 20;
    models::Suggester suggester(models::loadPredictor(models::defaultModelFolder()));
    Curves curves;
    for (const core::PresetGroup group : core::kPresetGroups)
        for (int i = 0; i < targets; ++i)
            compare(curves, suggester, group, i);
    printTable(curves);
    if (argc > 2)
        core::writeTextFile(argv[2], picture(curves));
    return 0;
}

#include "models/training_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <sstream>
#include <vector>

namespace stepwise::models {

namespace {

constexpr double kPlotWidth = 380.0;
constexpr double kPlotHeight = 240.0;
constexpr double kMargin = 50.0;
constexpr double kLegendWidth = 150.0;
constexpr std::array<const char*, 10> kColours = {"#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee",
                                                  "#aa3377", "#777777", "#994455", "#004488", "#997700"};

struct Log {
    std::vector<std::string> names;
    std::vector<std::vector<double>> rows; ///< one an epoch, as long as names
};

Log parse(const std::string& csv) {
    Log log;
    std::map<double, std::vector<double>> byEpoch;
    std::istringstream lines(csv);
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        std::string field;
        std::vector<std::string> values;
        while (std::getline(fields, field, ','))
            values.push_back(field);
        if (log.names.empty()) {
            log.names = values;
            continue;
        }
        std::vector<double> numbers(log.names.size(), 0.0);
        for (std::size_t i = 0; i < std::min(values.size(), numbers.size()); ++i)
            std::from_chars(values[i].data(), values[i].data() + values[i].size(), numbers[i]);
        if (!numbers.empty())
            byEpoch[numbers.front()] = numbers;
    }
    for (auto& [epoch, numbers] : byEpoch)
        log.rows.push_back(std::move(numbers));
    return log;
}

struct Range {
    double low = 0.0;
    double high = 1.0;
};

Range rangeOf(const Log& log, std::size_t first, std::size_t end) {
    Range range = {1e30, -1e30};
    for (const std::vector<double>& row : log.rows)
        for (std::size_t column = first; column < std::min(end, row.size()); ++column) {
            range.low = std::min(range.low, row[column]);
            range.high = std::max(range.high, row[column]);
        }
    if (range.high <= range.low)
        return {range.low < 1e29 ? range.low - 0.5 : 0.0, range.low < 1e29 ? range.low + 0.5 : 1.0};
    return range;
}

std::string text(double x, double y, const std::string& content, const char* anchor = "start") {
    return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, content);
}

/// Columns `first` to `end` over the epochs, with their legend to the right.
std::string plot(const Log& log, std::size_t first, std::size_t end, double left, Range range) {
    const double top = kMargin;
    std::string svg =
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#999999\"/>\n", left,
                    top, kPlotWidth, kPlotHeight);
    const auto x = [&](std::size_t row) {
        return left +
               kPlotWidth *
                   (log.rows.size() > 1 ? static_cast<double>(row) / static_cast<double>(log.rows.size() - 1) : 0.5);
    };
    const auto y = [&](double value) { return top + kPlotHeight * (range.high - value) / (range.high - range.low); };
    for (const double value : {range.low, 0.5 * (range.low + range.high), range.high})
        svg += text(left - 6.0, y(value) + 4.0, fmt::format("{:.2f}", value), "end");
    if (!log.rows.empty()) {
        svg += text(left, top + kPlotHeight + 18.0, fmt::format("{:.0f}", log.rows.front().front()), "middle");
        svg +=
            text(left + kPlotWidth, top + kPlotHeight + 18.0, fmt::format("{:.0f}", log.rows.back().front()), "middle");
    }
    svg += text(left + 0.5 * kPlotWidth, top + kPlotHeight + 18.0, "epoch", "middle");
    for (std::size_t column = first; column < std::min(end, log.names.size()); ++column) {
        const char* colour = kColours[(column - first) % kColours.size()];
        std::string points;
        for (std::size_t row = 0; row < log.rows.size(); ++row)
            points += fmt::format("{:.1f},{:.1f} ", x(row), y(log.rows[row][column]));
        svg +=
            fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", points, colour);
        const double line = top + 12.0 + 18.0 * static_cast<double>(column - first);
        svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"12\" height=\"4\" fill=\"{}\"/>\n",
                           left + kPlotWidth + 12.0, line - 6.0, colour);
        std::string name = log.names[column];
        std::replace(name.begin(), name.end(), '_', ' ');
        svg += text(left + kPlotWidth + 30.0, line, name);
    }
    return svg;
}

} // namespace

std::string trainingCurvesSvg(const std::string& csv) {
    constexpr std::size_t kFirstLoss = 1;
    constexpr std::size_t kFirstShare = 3;
    const Log log = parse(csv);
    const double second = 2.0 * kMargin + kPlotWidth + kLegendWidth;
    const double width = second + kPlotWidth + kLegendWidth + 20.0;
    const double height = kPlotHeight + 2.0 * kMargin;
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
                       "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" "
                       "fill=\"white\"/>\n{2}{3}{4}{5}</svg>\n",
                       width, height, text(kMargin, 30.0, "Loss"),
                       text(second, 30.0, "Shares (knobs: error over variance)"),
                       plot(log, kFirstLoss, kFirstShare, kMargin, rangeOf(log, kFirstLoss, kFirstShare)),
                       plot(log, kFirstShare, log.names.size(), second, {0.0, 1.0}));
}

} // namespace stepwise::models

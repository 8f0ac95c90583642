#include "app/cli/timeline_picture.h"

#include "core/colour_map.h"
#include "core/write_error.h"

#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>

namespace stepwise::app {

namespace {

constexpr int kPlotWidth = 260;
constexpr int kPlotHeight = 256;
constexpr int kLeftMargin = 62;
constexpr int kRightMargin = 70;
constexpr int kGap = 22;
constexpr int kTitleHeight = 92;
constexpr int kAxisHeight = 62;

constexpr std::array<double, 8> kFrequencyTicksHz = {100, 200, 500, 1000, 2000, 5000, 10000, 15000};

struct Surface {
    explicit Surface(int width, int height)
        : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)), context(cairo_create(surface)) {}
    ~Surface() {
        cairo_destroy(context);
        cairo_surface_destroy(surface);
    }
    Surface(const Surface&) = delete;
    Surface& operator=(const Surface&) = delete;

    cairo_surface_t* surface;
    cairo_t* context;
};

/// What one card shows.
struct Card {
    std::string title;
    std::string subtitle;
    std::string error;
    bool helps = true;
    const core::Spectrogram* melDb = nullptr;
};

enum class Align { left, centre, right };

void drawText(cairo_t* context, double x, double y, const std::string& text, double size, Align align = Align::left,
              bool bold = false) {
    cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context, size);
    cairo_text_extents_t extents;
    cairo_text_extents(context, text.c_str(), &extents);
    const double shift = align == Align::left ? 0.0 : align == Align::centre ? 0.5 : 1.0;
    cairo_move_to(context, x - shift * extents.x_advance, y);
    cairo_show_text(context, text.c_str());
}

/// Splits at commas so that a line of settings fits a card.
std::vector<std::string> wrapped(const std::string& text, std::size_t width, std::size_t maxLines) {
    std::vector<std::string> lines(1);
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t comma = std::min(text.find(", ", start), text.size());
        const std::string part = text.substr(start, comma - start);
        if (!lines.back().empty() && lines.back().size() + part.size() + 2 > width)
            lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : ", ") + part;
        start = comma + 2;
    }
    if (lines.size() > maxLines)
        lines.resize(maxLines);
    return lines;
}

double bandOf(double frequencyHz) {
    const std::vector<double>& centres = core::melCentresHz();
    const auto above = std::lower_bound(centres.begin(), centres.end(), frequencyHz);
    if (above == centres.begin() || above == centres.end())
        return above == centres.begin() ? 0.0 : static_cast<double>(centres.size()) - 1.0;
    const auto index = static_cast<double>(above - centres.begin());
    return index - (*above - frequencyHz) / (*above - *(above - 1));
}

double yOf(double band) {
    return kTitleHeight + kPlotHeight * (1.0 - (band + 0.5) / core::kMelBands);
}

void drawSpectrogram(cairo_t* context, double x, const core::Spectrogram& melDb, float topDb, double widthShare) {
    const int frames = melDb.frames;
    cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, frames, core::kMelBands);
    unsigned char* pixels = cairo_image_surface_get_data(image);
    const int stride = cairo_image_surface_get_stride(image);
    const core::ColourMap& map = core::colourMaps().front();
    for (int band = 0; band < core::kMelBands; ++band) {
        auto* row =
            reinterpret_cast<std::uint32_t*>(pixels + static_cast<std::ptrdiff_t>(core::kMelBands - 1 - band) * stride);
        for (int frame = 0; frame < frames; ++frame) {
            const core::Rgb colour = map.at((melDb.at(band, frame) - topDb) / core::kDynamicRangeDb + 1.0);
            row[frame] = (static_cast<std::uint32_t>(colour.red) << 16U) |
                         (static_cast<std::uint32_t>(colour.green) << 8U) | colour.blue;
        }
    }
    cairo_surface_mark_dirty(image);
    cairo_save(context);
    cairo_rectangle(context, x, kTitleHeight, kPlotWidth, kPlotHeight);
    cairo_set_source_rgb(context, 0.0, 0.0, 4.0 / 255.0);
    cairo_fill(context);
    cairo_translate(context, x, kTitleHeight);
    cairo_scale(context, kPlotWidth * widthShare / frames, static_cast<double>(kPlotHeight) / core::kMelBands);
    cairo_set_source_surface(context, image, 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_BILINEAR);
    cairo_rectangle(context, 0.0, 0.0, frames, core::kMelBands);
    cairo_fill(context);
    cairo_restore(context);
    cairo_surface_destroy(image);
}

void drawFrequencyAxis(cairo_t* context) {
    for (const double hertz : kFrequencyTicksHz) {
        const double y = yOf(bandOf(hertz));
        cairo_move_to(context, kLeftMargin - 4, y);
        cairo_line_to(context, kLeftMargin, y);
        cairo_stroke(context);
        drawText(context, kLeftMargin - 7, y + 4,
                 hertz >= 1000 ? fmt::format("{:g}k", hertz / 1000) : fmt::format("{:g}", hertz), 11, Align::right);
    }
    cairo_save(context);
    cairo_translate(context, 14, kTitleHeight + kPlotHeight / 2.0);
    cairo_rotate(context, -M_PI / 2);
    drawText(context, 0, 0, "Frequency (Hz)", 11, Align::centre);
    cairo_restore(context);
}

void drawTimeAxis(cairo_t* context, double x, double seconds) {
    const double bottom = kTitleHeight + kPlotHeight;
    for (const double share : {0.0, 0.5, 1.0}) {
        const double tick = x + kPlotWidth * share;
        cairo_move_to(context, tick, bottom);
        cairo_line_to(context, tick, bottom + 4);
        cairo_stroke(context);
        drawText(context, tick, bottom + 17, fmt::format("{:.2g}", seconds * share), 11,
                 share == 0.0   ? Align::left
                 : share == 1.0 ? Align::right
                                : Align::centre);
    }
    drawText(context, x + kPlotWidth / 2.0, bottom + 33, "Time (s)", 11, Align::centre);
}

void drawColourBar(cairo_t* context, double x, float topDb) {
    const core::ColourMap& map = core::colourMaps().front();
    for (int y = 0; y < kPlotHeight; ++y) {
        const core::Rgb colour = map.at(1.0 - static_cast<double>(y) / kPlotHeight);
        cairo_set_source_rgb(context, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
        cairo_rectangle(context, x, kTitleHeight + y, 12, 1);
        cairo_fill(context);
    }
    cairo_set_source_rgb(context, 0.12, 0.12, 0.14);
    for (int db = 0; db <= 80; db += 20)
        drawText(context, x + 16, kTitleHeight + kPlotHeight * db / 80.0 + 4,
                 fmt::format("{:.0f}", topDb - static_cast<float>(db)), 11);
    drawText(context, x, kTitleHeight - 8, "dB", 11);
}

void drawCard(cairo_t* context, double x, const Card& card, float topDb, double seconds, int longestFrames) {
    cairo_set_source_rgb(context, 0.12, 0.12, 0.14);
    drawText(context, x, 24, card.title, 15, Align::left, true);
    cairo_set_source_rgb(context, 0.35, 0.35, 0.4);
    double y = 43;
    for (const std::string& line : wrapped(card.subtitle, 44, 2)) {
        drawText(context, x, y, line, 10.5);
        y += 15;
    }
    if (card.helps)
        cairo_set_source_rgb(context, 0.12, 0.12, 0.14);
    else
        cairo_set_source_rgb(context, 0.7, 0.25, 0.1);
    drawText(context, x, kTitleHeight - 10, card.error, 11.5);
    drawSpectrogram(context, x, *card.melDb, topDb, static_cast<double>(card.melDb->frames) / longestFrames);
    cairo_set_source_rgb(context, 0.12, 0.12, 0.14);
    drawTimeAxis(context, x, seconds);
}

std::vector<Card> makeCards(const models::Timeline& timeline) {
    std::vector<Card> cards;
    const core::MeasuredSound& dry = timeline.inputMeasured();
    cards.push_back({"Input", "the dry sound", fmt::format("MSE {:.4f}  LSD {:.1f} dB", dry.errors.mse, dry.errors.lsd),
                     true, &dry.melDb});
    for (std::size_t i = 0; i < timeline.steps().size(); ++i) {
        const models::TimelineStep& step = timeline.steps()[i];
        const double before = timeline.measuredBefore(i).errors.mse;
        const double removed = before > 0.0 ? 100.0 * (1.0 - step.measured.errors.mse / before) : 0.0;
        cards.push_back({fmt::format("{}. {}", i + 1, effects::effectInfo(step.step.effect).name),
                         effects::describeStep(step.step),
                         step.helps ? fmt::format("MSE {:.4f}  LSD {:.1f} dB  (removed {:.0f} %)",
                                                  step.measured.errors.mse, step.measured.errors.lsd, removed)
                                    : fmt::format("MSE {:.4f}  does not help", step.measured.errors.mse),
                         step.helps, &step.measured.melDb});
    }
    cards.push_back({"Target", "the sound to reach", "", true, &timeline.comparison().targetDb()});
    return cards;
}

/// Exceptions must not pass through cairo.
struct Target {
    core::FileContents& file;
    std::exception_ptr failure;
};

cairo_status_t writePiece(void* target, const unsigned char* bytes, unsigned int count) try {
    static_cast<Target*>(target)->file.write({reinterpret_cast<const char*>(bytes), count});
    return CAIRO_STATUS_SUCCESS;
} catch (...) {
    static_cast<Target*>(target)->failure = std::current_exception();
    return CAIRO_STATUS_WRITE_ERROR;
}

void writePng(cairo_surface_t* surface, core::FileContents& file) {
    Target target{file, {}};
    const cairo_status_t status = cairo_surface_write_to_png_stream(surface, writePiece, &target);
    if (target.failure)
        std::rethrow_exception(target.failure);
    if (status != CAIRO_STATUS_SUCCESS)
        core::failWriting(file.path(), fmt::format("the picture cannot be drawn: {}", cairo_status_to_string(status)));
}

} // namespace

void drawTimelinePicture(core::FileContents& file, const models::Timeline& timeline) {
    const std::vector<Card> cards = makeCards(timeline);
    const auto count = static_cast<int>(cards.size());
    const Surface surface(kLeftMargin + count * kPlotWidth + (count - 1) * kGap + kRightMargin,
                          kTitleHeight + kPlotHeight + kAxisHeight);
    cairo_t* context = surface.context;
    cairo_set_source_rgb(context, 0.98, 0.98, 0.975);
    cairo_paint(context);
    cairo_set_line_width(context, 1.0);

    float topDb = -200.0F;
    int longestFrames = 1;
    for (const Card& card : cards) {
        topDb = std::max(topDb, *std::max_element(card.melDb->values.begin(), card.melDb->values.end()));
        longestFrames = std::max(longestFrames, card.melDb->frames);
    }
    const double seconds = longestFrames * core::kHopFrames / core::kAnalysisRateHz;
    for (int i = 0; i < count; ++i)
        drawCard(context, kLeftMargin + i * (kPlotWidth + kGap), cards[static_cast<std::size_t>(i)], topDb, seconds,
                 longestFrames);
    drawFrequencyAxis(context);
    drawColourBar(context, kLeftMargin + count * kPlotWidth + (count - 1) * kGap + 14, topDb);

    writePng(surface.surface, file);
}

} // namespace stepwise::app

#include "ui/timeline_toolbar.h"

#include "core/colour_map.h"
#include "ui/number_text.h"
#include "ui/settings_store.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace stepwise::ui {

namespace {

constexpr int kRangeStepDb = 10;
constexpr double kZoomPerClick = 1.5;
constexpr const char* kColoursKey = "view/colours";
constexpr const char* kRangeKey = "view/rangeDb";

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

TimelineToolbar::TimelineToolbar(QWidget* parent) : QWidget(parent) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    difference_ =
        addBox(tr("Show"), tr("The sound itself, or what differs: from the step before, or from the target."));
    difference_->addItems({tr("Sound"), tr("Change by this step"), tr("Difference to target")});
    colours_ = addBox(tr("Colours"), tr("All grow evenly in lightness. Cividis is safe for colour blindness."));
    for (const core::ColourMap& map : core::colourMaps())
        colours_->addItem(map.id == "cividis" ? tr("Cividis (colour-blind safe)") : fromView(map.name));
    range_ = addBox(tr("Range"), tr("How far below the loudest the colours reach."));
    for (int db = kLeastRangeDb; db <= kGreatestRangeDb; db += kRangeStepDb)
        range_->addItem(tr("%1 dB").arg(wholeNumber(db)), db);
    const auto addButton = [&](const QString& text, const QString& help, auto action) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setToolTip(help);
        button->setAccessibleName(help);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, action);
    };
    addButton("−", tr("Show more time (Ctrl+−)"), [this] { Q_EMIT zoomAsked(1.0 / kZoomPerClick); });
    addButton("+", tr("Show less time, larger (Ctrl++)"), [this] { Q_EMIT zoomAsked(kZoomPerClick); });
    addButton(tr("All"), tr("Show the whole sound (Ctrl+0)"), [this] { Q_EMIT showAllAsked(); });
    ViewOptions start;
    start.colourMap = std::clamp(remembered(kColoursKey, 0).toInt(), 0, colours_->count() - 1);
    start.rangeDb = remembered(kRangeKey, start.rangeDb).toInt();
    setOptions(start);
    for (QComboBox* box : {difference_, colours_, range_})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            keepOptions();
            Q_EMIT optionsChanged();
        });
}

QComboBox* TimelineToolbar::addBox(const QString& name, const QString& help) {
    auto* label = new QLabel(name);
    auto* box = new QComboBox;
    box->setAccessibleName(name);
    box->setToolTip(help);
    label->setBuddy(box);
    layout()->addWidget(label);
    layout()->addWidget(box);
    return box;
}

ViewOptions TimelineToolbar::options() const {
    ViewOptions options;
    options.difference = static_cast<Difference>(difference_->currentIndex());
    options.colourMap = colours_->currentIndex();
    options.rangeDb = range_->currentData().toInt();
    return options;
}

void TimelineToolbar::setOptions(const ViewOptions& options) {
    difference_->setCurrentIndex(static_cast<int>(options.difference));
    colours_->setCurrentIndex(options.colourMap);
    range_->setCurrentIndex(std::max(range_->findData(options.rangeDb), 0));
}

void TimelineToolbar::keepOptions() const {
    remember(kColoursKey, colours_->currentIndex());
    remember(kRangeKey, range_->currentData());
}

} // namespace stepwise::ui

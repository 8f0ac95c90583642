#include "ui/rack_panel.h"

#include "ui/curve_view.h"
#include "ui/number_text.h"
#include "ui/parameter_control.h"
#include "ui/parameter_text.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr int kColumns = 4;
constexpr int kTallestWithoutScrolling = 320;

} // namespace

RackPanel::RackPanel(QWidget* parent)
    : QFrame(parent), title_(new QLabel), help_(new QLabel), curvePlace_(new QVBoxLayout), area_(new QScrollArea),
      suggestionButton_(new QPushButton(tr("Back to suggestion"))), removeButton_(new QPushButton(tr("Remove step"))) {
    setObjectName("card");
    setMinimumWidth(sizeHint().width());
    title_->setObjectName("title");
    help_->setObjectName("dim");
    help_->setWordWrap(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setWidgetResizable(true);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setFocusPolicy(Qt::NoFocus);
    area_->viewport()->setAutoFillBackground(false);
    suggestionButton_->setToolTip(tr("Sets every knob of this step to what was suggested."));
    removeButton_->setToolTip(tr("Takes this step out; the sounds after it are computed without it (Delete)."));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(suggestionButton_);
    buttons->addStretch();
    buttons->addWidget(removeButton_);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(title_);
    layout->addWidget(help_);
    layout->addLayout(curvePlace_, 1);
    layout->addWidget(area_);
    layout->addLayout(buttons);
    layout->addStretch();
    connect(removeButton_, &QPushButton::clicked, this, &RackPanel::removeAsked);
    connect(suggestionButton_, &QPushButton::clicked, this, &RackPanel::takeSuggestion);
    showNothing();
}

/// A number that is being typed is dropped: on its way out it would be told to the step that comes next.
void RackPanel::removeControls() {
    for (ParameterControl* control : controls_)
        control->disconnect(this);
    controls_.clear();
    delete area_->takeWidget();
    delete curve_;
    curve_ = nullptr;
}

void RackPanel::showNothing() {
    removeControls();
    step_.reset();
    suggested_.reset();
    area_->hide();
    suggestionButton_->hide();
    removeButton_->hide();
    title_->setText(tr("Rack"));
    help_->setText(tr("Select a step to see its knobs, or add an effect by hand from the Step menu."));
}

void RackPanel::buildControls(effects::EffectId effect) {
    removeControls();
    curve_ = makeCurveView(effect);
    curvePlace_->addWidget(curve_);
    auto* knobs = new QWidget;
    knobs->setAutoFillBackground(false);
    auto* grid = new QGridLayout(knobs);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(2);
    grid->setVerticalSpacing(6);
    for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters) {
        auto* control = new ParameterControl(parameter);
        const int index = static_cast<int>(controls_.size());
        connect(control, &ParameterControl::valueChanged, this,
                [this, index](float value) { change(static_cast<std::size_t>(index), value); });
        grid->addWidget(control, index / kColumns, index % kColumns, Qt::AlignBottom);
        controls_.push_back(control);
    }
    for (int column = 0; column < kColumns; ++column)
        grid->setColumnStretch(column, 1);
    grid->setRowStretch(grid->rowCount(), 1);
    area_->setWidget(knobs);
    knobs->setAutoFillBackground(false); // the panel's own background shows through
    // The drawing gives way before the knobs do.
    const QSize wanted = knobs->sizeHint();
    area_->setMinimumSize(wanted.width(), std::min(wanted.height(), kTallestWithoutScrolling));
    area_->setMaximumHeight(wanted.height());
}

void RackPanel::focusKnobs() {
    if (!controls_.empty())
        controls_.front()->setFocus(Qt::TabFocusReason);
}

void RackPanel::change(std::size_t parameter, float value) {
    step_->values[parameter] = value;
    showDrawing();
    Q_EMIT stepChanged(*step_);
}

void RackPanel::takeSuggestion() {
    const effects::Step suggested = *suggested_;
    showStep(suggested, suggested, number_);
    Q_EMIT suggestionTaken(suggested);
}

void RackPanel::showDrawing() {
    curve_->setStep(*step_, suggested_);
    suggestionButton_->setEnabled(suggested_ && *suggested_ != *step_);
}

void RackPanel::showStep(const std::optional<effects::Step>& step, const std::optional<effects::Step>& suggested,
                         int number) {
    if (!step) {
        showNothing();
        return;
    }
    const bool isSameEffect = step_ && step_->effect == step->effect;
    step_ = step;
    suggested_ = suggested;
    number_ = number;
    const effects::EffectInfo& info = effects::effectInfo(step->effect);
    title_->setText(QString("%1. %2").arg(wholeNumber(number), rackText(info.name)));
    help_->setText(rackText(info.help));
    if (!isSameEffect)
        buildControls(step->effect);
    area_->show();
    removeButton_->show();
    suggestionButton_->setVisible(suggested.has_value());
    for (std::size_t i = 0; i < controls_.size(); ++i) {
        const bool isMarked = suggested && info.parameters[i].predicted;
        controls_[i]->setMark(isMarked ? std::optional<float>(suggested->values[i]) : std::nullopt);
        controls_[i]->setValue(step->values[i]);
    }
    showDrawing();
}

} // namespace stepwise::ui

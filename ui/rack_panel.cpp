#include "ui/rack_panel.h"

#include "ui/parameter_control.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

QString translated(std::string_view text) {
    return QCoreApplication::translate("Rack", std::string(text).c_str());
}

} // namespace

RackPanel::RackPanel(QWidget* parent) : QFrame(parent) {
    setObjectName("card");
    setFixedHeight(168);
    auto* layout = new QVBoxLayout(this);
    auto* header = new QHBoxLayout;
    title_ = new QLabel;
    title_->setObjectName("title");
    help_ = new QLabel;
    help_->setObjectName("dim");
    auto* button = new QPushButton(tr("Remove step"));
    button->setAccessibleName(button->text());
    button->setToolTip(tr("Takes this step out; the following ones are rendered again (Delete)."));
    removeButton_ = button;
    header->addWidget(title_);
    header->addWidget(help_, 1);
    header->addWidget(button);
    layout->addLayout(header);
    layout->addStretch();
    connect(button, &QPushButton::clicked, this, &RackPanel::removeAsked);
    showStep(std::nullopt, std::nullopt, 0);
}

void RackPanel::buildControls(effects::EffectId effect) {
    delete area_;
    controls_.clear();
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters) {
        auto* control = new ParameterControl(parameter);
        const std::size_t index = controls_.size();
        connect(control, &ParameterControl::valueChanged, this, [this, index](float value) {
            step_->values[index] = value;
            Q_EMIT stepChanged(*step_);
        });
        layout->addWidget(control);
        controls_.push_back(control);
    }
    layout->addStretch();
    scroll->setWidget(row);
    // The panel's own background shows through.
    scroll->viewport()->setAutoFillBackground(false);
    row->setAutoFillBackground(false);
    static_cast<QVBoxLayout*>(this->layout())->insertWidget(1, scroll, 1);
    area_ = scroll;
    shownEffect_ = effect;
}

void RackPanel::showStep(const std::optional<effects::Step>& step, const std::optional<effects::Step>& suggested,
                         int number) {
    removeButton_->setVisible(step.has_value());
    if (!step) {
        delete area_;
        area_ = nullptr;
        controls_.clear();
        shownEffect_.reset();
        step_.reset();
        title_->setText(tr("Rack"));
        help_->setText(tr("Select a step to see its knobs, or add an effect by hand from the Step menu."));
        return;
    }
    step_ = step;
    const effects::EffectInfo& info = effects::effectInfo(step->effect);
    title_->setText(QString("%1. %2").arg(number).arg(translated(info.name)));
    help_->setText(translated(info.help));
    if (shownEffect_ != step->effect)
        buildControls(step->effect);
    for (std::size_t i = 0; i < controls_.size(); ++i) {
        controls_[i]->setValue(step->values[i]);
        controls_[i]->setMark(suggested ? std::optional<float>(suggested->values[i]) : std::nullopt);
    }
}

} // namespace stepwise::ui

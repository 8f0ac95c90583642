#include "ui/parameter_control.h"

#include "ui/knob.h"
#include "ui/knob_text.h"
#include "ui/parameter_text.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <cmath>

namespace stepwise::ui {

ParameterControl::ParameterControl(const effects::ParameterInfo& parameter, QWidget* parent)
    : QWidget(parent), parameter_(parameter) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(2);
    auto* name = new QLabel(rackText(parameter.name));
    name->setAlignment(Qt::AlignHCenter);
    layout->addWidget(name);
    if (parameter.curve == effects::Curve::choice)
        makeChoices(name->text());
    else
        makeKnob(name->text());
    setMark(std::nullopt);
}

void ParameterControl::makeChoices(const QString& name) {
    choices_ = new QComboBox;
    for (const effects::Choice& choice : parameter_.choices)
        choices_->addItem(rackText(choice.name));
    layout()->addWidget(choices_);
    choices_->setAccessibleName(name);
    choices_->setAccessibleDescription(rackText(parameter_.help));
    choices_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choices_->setMinimumContentsLength(6);
    choices_->setFocusPolicy(Qt::StrongFocus);
    choices_->installEventFilter(this);
    connect(choices_, &QComboBox::activated, this, [this] { Q_EMIT valueChanged(value()); });
    setFocusProxy(choices_);
}

void ParameterControl::makeKnob(const QString& name) {
    knob_ = new Knob;
    knob_->setDefault(static_cast<double>(parameter_.defaultValue));
    knob_->setAccessibleName(name);
    text_ = new QLineEdit;
    text_->setAlignment(Qt::AlignHCenter);
    text_->setMinimumWidth(text_->fontMetrics().horizontalAdvance("+00.0 dB") + 16);
    text_->setMaximumWidth(80);
    text_->setAccessibleName(tr("%1, typed").arg(name));
    for (QWidget* widget : std::initializer_list<QWidget*>{knob_, text_}) {
        layout()->addWidget(widget);
        layout()->setAlignment(widget, Qt::AlignHCenter);
    }
    connect(knob_, &Knob::valueChanged, this, [this] {
        showText();
        Q_EMIT valueChanged(value());
    });
    connect(text_, &QLineEdit::editingFinished, this, &ParameterControl::readText);
    // Back to the knob, so that the keys of the window work again.
    connect(text_, &QLineEdit::returnPressed, knob_, [knob = knob_] { knob->setFocus(); });
    text_->installEventFilter(this);
    setFocusProxy(knob_);
}

float ParameterControl::value() const {
    if (choices_ != nullptr)
        return effects::choiceValue(parameter_, choices_->currentIndex());
    // The default and the suggestion come back as they were, not rounded to the knob's steps.
    for (const std::optional<float>& exact : {std::optional<float>(parameter_.defaultValue), mark_})
        if (exact && std::lround(*exact * static_cast<float>(kKnobSteps)) == knob_->value())
            return *exact;
    return static_cast<float>(knob_->normalised());
}

void ParameterControl::setValue(float normalised) {
    if (choices_ != nullptr) {
        choices_->setCurrentIndex(effects::choiceIndex(parameter_, normalised));
        return;
    }
    const QSignalBlocker blocker(knob_);
    knob_->setNormalised(static_cast<double>(normalised));
    showText();
}

void ParameterControl::setMark(std::optional<float> normalised) {
    mark_ = normalised;
    const QString help = rackText(parameter_.help);
    if (choices_ != nullptr) {
        const int suggested = normalised ? effects::choiceIndex(parameter_, *normalised) : -1;
        for (int i = 0; i < choices_->count(); ++i) {
            const QString name = rackText(parameter_.choices[static_cast<std::size_t>(i)].name);
            choices_->setItemText(i, i == suggested ? QString::fromUtf8("\u25B8 ") + name : name);
        }
        setToolTip(suggested >= 0 ? help + ' ' + tr("\u25B8 marks what was suggested.") : help);
        choices_->setAccessibleDescription(
            suggested >= 0
                ? help + ' ' +
                      tr("Suggested: %1.").arg(rackText(parameter_.choices[static_cast<std::size_t>(suggested)].name))
                : help);
        return;
    }
    knob_->setMark(normalised ? std::optional<double>(static_cast<double>(*normalised)) : std::nullopt);
    const QString hint = tr("Drag up or down, finer with Shift; double-click for the default.");
    const QString marked =
        normalised ? tr("The arrow marks what was suggested: %1.").arg(valueText(parameter_, *normalised)) : QString();
    setToolTip(QString("<p>%1</p><p>%2 %3</p>").arg(help, marked, hint));
    knob_->setAccessibleDescription(help + ' ' + marked);
}

void ParameterControl::showText() {
    text_->setText(valueText(parameter_, value()));
    knob_->setValueText(text_->text());
}

/// Escape drops what was typed, and nothing else. The wheel scrolls the panel unless the box was asked for.
bool ParameterControl::eventFilter(QObject* watched, QEvent* event) {
    if (watched == choices_ && event->type() == QEvent::Wheel && !choices_->hasFocus()) {
        event->ignore();
        return true;
    }
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != text_ || !isKey || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        showText();
        knob_->setFocus();
    }
    return true;
}

void ParameterControl::readText() {
    const std::optional<double> number = numberFromKnobText(text_->text(), parameter_.unit);
    if (!number || !text_->isModified()) {
        showText();
        return;
    }
    knob_->setNormalised(static_cast<double>(effects::fromDisplay(parameter_, static_cast<float>(*number))));
    showText();
}

} // namespace stepwise::ui

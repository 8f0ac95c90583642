#include "ui/parameter_control.h"

#include "ui/knob.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

QString translated(std::string_view text) {
    return QCoreApplication::translate("Rack", std::string(text).c_str());
}

/// A number with an optional k for a thousand: "1.2k", "300 Hz", "-6 dB".
std::optional<double> parsedNumber(const QString& text) {
    static const QRegularExpression pattern(R"(^\s*([+-]?\d+(?:[.,]\d+)?)\s*(k?))",
                                            QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const double number = match.captured(1).replace(',', '.').toDouble();
    return match.captured(2).isEmpty() ? number : 1000.0 * number;
}

} // namespace

ParameterControl::ParameterControl(const effects::ParameterInfo& parameter, QWidget* parent)
    : QWidget(parent), parameter_(parameter) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->setSpacing(2);
    auto* name = new QLabel(translated(parameter.name));
    name->setAlignment(Qt::AlignHCenter);
    layout->addWidget(name);
    if (parameter.curve == effects::Curve::choice) {
        choices_ = new QComboBox;
        for (const effects::Choice& choice : parameter.choices)
            choices_->addItem(translated(choice.name));
        layout->addWidget(choices_);
        layout->addStretch();
        choices_->setAccessibleName(name->text());
        connect(choices_, &QComboBox::activated, this, [this] { Q_EMIT valueChanged(value()); });
        setFocusProxy(choices_);
    } else {
        knob_ = new Knob;
        knob_->setDefault(static_cast<double>(parameter.defaultValue));
        knob_->setAccessibleName(name->text());
        text_ = new QLineEdit;
        text_->setAlignment(Qt::AlignHCenter);
        text_->setMaximumWidth(92);
        text_->setAccessibleName(tr("%1, typed").arg(name->text()));
        layout->addWidget(knob_, 0, Qt::AlignHCenter);
        layout->addWidget(text_, 0, Qt::AlignHCenter);
        connect(knob_, &Knob::valueChanged, this, [this] {
            showText();
            Q_EMIT valueChanged(value());
        });
        connect(text_, &QLineEdit::editingFinished, this, &ParameterControl::readText);
        setFocusProxy(knob_);
    }
    setToolTip(translated(parameter.help));
}

float ParameterControl::value() const {
    if (choices_ != nullptr)
        return effects::choiceValue(parameter_, choices_->currentIndex());
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
    if (knob_ != nullptr)
        knob_->setMark(normalised ? std::optional<double>(static_cast<double>(*normalised)) : std::nullopt);
}

void ParameterControl::showText() {
    text_->setText(QString::fromStdString(effects::formatDisplay(parameter_, value())));
}

void ParameterControl::readText() {
    const std::optional<double> number = parsedNumber(text_->text());
    if (!number || !text_->isModified()) {
        showText();
        return;
    }
    knob_->setNormalised(static_cast<double>(effects::fromDisplay(parameter_, static_cast<float>(*number))));
    showText();
}

} // namespace stepwise::ui

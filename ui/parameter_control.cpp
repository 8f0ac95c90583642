#include "ui/parameter_control.h"

#include "ui/knob.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <cmath>

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
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(2);
    auto* name = new QLabel(translated(parameter.name));
    name->setAlignment(Qt::AlignHCenter);
    layout->addWidget(name);
    if (parameter.curve == effects::Curve::choice) {
        choices_ = new QComboBox;
        for (const effects::Choice& choice : parameter.choices)
            choices_->addItem(translated(choice.name));
        layout->addWidget(choices_);
        choices_->setAccessibleName(name->text());
        choices_->setAccessibleDescription(translated(parameter.help));
        choices_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choices_->setMinimumContentsLength(6);
        connect(choices_, &QComboBox::activated, this, [this] { Q_EMIT valueChanged(value()); });
        setFocusProxy(choices_);
    } else {
        knob_ = new Knob;
        knob_->setDefault(static_cast<double>(parameter.defaultValue));
        knob_->setAccessibleName(name->text());
        text_ = new QLineEdit;
        text_->setAlignment(Qt::AlignHCenter);
        text_->setMinimumWidth(text_->fontMetrics().horizontalAdvance("+00.0 dB") + 16);
        text_->setMaximumWidth(80);
        text_->setAccessibleName(tr("%1, typed").arg(name->text()));
        layout->addWidget(knob_, 0, Qt::AlignHCenter);
        layout->addWidget(text_, 0, Qt::AlignHCenter);
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
    setMark(std::nullopt);
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
    const QString help = translated(parameter_.help);
    if (choices_ != nullptr) {
        const int suggested = normalised ? effects::choiceIndex(parameter_, *normalised) : -1;
        for (int i = 0; i < choices_->count(); ++i) {
            const QString name = translated(parameter_.choices[static_cast<std::size_t>(i)].name);
            choices_->setItemText(i, i == suggested ? QString::fromUtf8("\u25B8 ") + name : name);
        }
        setToolTip(suggested >= 0 ? help + ' ' + tr("\u25B8 marks what was suggested.") : help);
        choices_->setAccessibleDescription(
            suggested >= 0
                ? help + ' ' +
                      tr("Suggested: %1.").arg(translated(parameter_.choices[static_cast<std::size_t>(suggested)].name))
                : help);
        return;
    }
    knob_->setMark(normalised ? std::optional<double>(static_cast<double>(*normalised)) : std::nullopt);
    const QString hint = tr("Drag up or down, finer with Shift; double-click for the default.");
    const QString marked =
        normalised ? tr("The arrow marks what was suggested: %1.").arg(displayText(*normalised)) : QString();
    setToolTip(QString("<p>%1</p><p>%2 %3</p>").arg(help, marked, hint));
    knob_->setAccessibleDescription(help + ' ' + marked);
}

QString ParameterControl::displayText(float normalised) const {
    return QString::fromStdString(effects::formatDisplay(parameter_, normalised));
}

void ParameterControl::showText() {
    text_->setText(displayText(value()));
    knob_->setValueText(text_->text());
}

/// Escape drops what was typed, and nothing else.
bool ParameterControl::eventFilter(QObject* watched, QEvent* event) {
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
    const std::optional<double> number = parsedNumber(text_->text());
    if (!number || !text_->isModified()) {
        showText();
        return;
    }
    knob_->setNormalised(static_cast<double>(effects::fromDisplay(parameter_, static_cast<float>(*number))));
    showText();
}

} // namespace stepwise::ui

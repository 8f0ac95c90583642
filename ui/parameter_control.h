// One parameter of a step: a knob with name and typed value, or a box of choices. Built from the parameter table.
#pragma once

#include "effects/parameter.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace stepwise::ui {

class Knob;

class ParameterControl : public QWidget {
    Q_OBJECT

public:
    explicit ParameterControl(const effects::ParameterInfo& parameter, QWidget* parent = nullptr);

    void setValue(float normalised);
    float value() const;
    /// Where the models set it.
    void setMark(std::optional<float> normalised);
    Knob* knob() { return knob_; }

Q_SIGNALS:
    void valueChanged(float normalised);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeChoices(const QString& name);
    void makeKnob(const QString& name);
    void showText();
    void readText();

    const effects::ParameterInfo& parameter_;
    Knob* knob_ = nullptr;
    QComboBox* choices_ = nullptr;
    QLineEdit* text_ = nullptr;
    std::optional<float> mark_;
};

} // namespace stepwise::ui

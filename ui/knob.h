// A rotary knob: drag, arrow keys, and the wheel while it has the focus, all fine with Shift; double-click for the
// default. A mark stays where the models set it.
#pragma once

#include <QAbstractSlider>

#include <optional>

namespace stepwise::ui {

/// Range 0 ... kKnobSteps stands for [0, 1].
inline constexpr int kKnobSteps = 100000;

class Knob : public QAbstractSlider {
    Q_OBJECT

public:
    explicit Knob(QWidget* parent = nullptr);

    double normalised() const { return static_cast<double>(value()) / kKnobSteps; }
    void setNormalised(double normalised);
    void setDefault(double normalised) { default_ = normalised; }
    void setMark(std::optional<double> normalised);
    std::optional<double> mark() const { return mark_; }

    /// The value in words, with its unit, as a screen reader says it.
    void setValueText(const QString& text);
    QString valueText() const { return valueText_; }

    QSize sizeHint() const override { return {52, 52}; }
    QSize minimumSizeHint() const override { return {44, 44}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    double default_ = 0.0;
    std::optional<double> mark_;
    QString valueText_;
    QPointF lastPlace_;
    double dragged_ = 0.0; ///< normalised, beyond what whole steps can say
};

} // namespace stepwise::ui

// A rotary knob: drag, wheel, arrow keys; double-click for the default. A mark stays where the models set it.
#pragma once

#include <QAbstractSlider>

#include <optional>

namespace stepwise::ui {

/// Range 0 ... kKnobSteps stands for [0, 1].
inline constexpr int kKnobSteps = 1000;

class Knob : public QAbstractSlider {
    Q_OBJECT

public:
    explicit Knob(QWidget* parent = nullptr);

    double normalised() const { return static_cast<double>(value()) / kKnobSteps; }
    void setNormalised(double normalised);
    void setDefault(double normalised) { default_ = normalised; }
    void setMark(std::optional<double> normalised);

    QSize sizeHint() const override { return {56, 56}; }
    QSize minimumSizeHint() const override { return {44, 44}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    double default_ = 0.0;
    std::optional<double> mark_;
    QPointF dragStart_;
    int dragStartValue_ = 0;
};

} // namespace stepwise::ui

// The error over the steps. Clicking a point, or the arrow keys, select its step.
#pragma once

#include "ui/plotting.h"
#include "ui/rendered_timeline.h"

namespace stepwise::ui {

class ErrorPlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit ErrorPlot(QWidget* parent = nullptr);

    /// `selected`: index of a step, or -1.
    void setTimeline(const RenderedTimeline& timeline, int selected);

    /// Where a point is drawn: 0 is the input, 1 the first step.
    QPointF pointAt(int index) const;

Q_SIGNALS:
    /// -1: the input.
    void stepSelected(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyColours();
    /// The point nearest to `x` in pixels, or -1 if there is none.
    int nearestPoint(double x) const;

    QCPGraph* line_;
    QCPGraph* chosen_;
    QStringList texts_; ///< of every point
    int selected_ = -1;
};

} // namespace stepwise::ui

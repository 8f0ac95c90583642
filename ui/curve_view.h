// The small drawing of what an effect's knobs do: axes, grid, and helpers for the curves of each effect.
#pragma once

#include "effects/chain.h"
#include "effects/processor.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <span>

namespace stepwise::ui {

struct CurveAxis {
    double low = 0.0;
    double high = 1.0;
    bool isLogarithmic = false;
    QVector<double> ticks;
    std::function<QString(double)> label;
    QString title;   ///< what it measures and the unit, for tool tip and accessibility
    QString caption; ///< the same in a word or two, in the drawing
};

class CurveView : public QWidget {
    Q_OBJECT

public:
    explicit CurveView(const QString& name, QWidget* parent = nullptr);

    void setStep(const effects::Step& step, const std::optional<effects::Step>& suggested);
    /// While playing: where an LFO is, in [-1, 1].
    virtual void setSweep(double sweep) { Q_UNUSED(sweep); }
    virtual void setMeters(std::span<const effects::BandMeter> meters) { Q_UNUSED(meters); }

    QSize sizeHint() const override { return {340, 160}; }
    QSize minimumSizeHint() const override { return {220, 104}; }

protected:
    using Function = std::function<double(double)>;

    void paintEvent(QPaintEvent* event) final;
    /// After a change of the step; axes may follow the knobs.
    virtual void stepChanged() {}
    virtual void drawCurves(QPainter& painter) = 0;

    void setAxes(CurveAxis x, CurveAxis y);
    /// What the lines are, in sentences; the second where something else was suggested.
    void explain(const QString& lines, const QString& suggestedLine);
    /// Space kept free at the right, in pixels.
    void setRightMargin(int pixels) { rightMargin_ = pixels; }

    const effects::ParameterValues& values() const { return step_.values; }
    /// What the models chose, where the learner has turned away from it.
    const std::optional<effects::ParameterValues>& suggestedValues() const { return suggested_; }

    QRectF plotArea() const;
    QPointF at(double x, double y) const;
    void drawFunction(QPainter& painter, const Function& function, const QPen& pen) const;
    /// The curve of the knobs, and behind it, dashed, that of what was suggested.
    void drawWithSuggestion(QPainter& painter,
                            const std::function<double(const effects::ParameterValues&, double)>& function) const;
    void drawLabel(QPainter& painter, const QPointF& place, const QString& text, Qt::Alignment alignment) const;

private:
    void drawAxes(QPainter& painter) const;
    void drawCaptions(QPainter& painter) const;
    void showExplanation();

    effects::Step step_;
    std::optional<effects::ParameterValues> suggested_;
    CurveAxis x_;
    CurveAxis y_;
    QString lines_;
    QString suggestedLine_;
    int rightMargin_ = 8;
};

/// "+6", "-12".
QString decibelLabel(double decibels);

/// 20 Hz to 20 kHz with rounded ticks.
CurveAxis frequencyAxis();

/// The drawing for an effect.
CurveView* makeCurveView(effects::EffectId effect);

} // namespace stepwise::ui

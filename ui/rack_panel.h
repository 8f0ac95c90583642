// The knobs of the selected step, below a drawing of what they do.
#pragma once

#include "effects/chain.h"
#include "effects/processor.h"

#include <QFrame>

#include <optional>
#include <span>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace stepwise::ui {

class CurveView;
class ParameterControl;

class RackPanel : public QFrame {
    Q_OBJECT

public:
    explicit RackPanel(QWidget* parent = nullptr);

    /// What was suggested stays marked on the knobs. No step: says how to get one.
    void showStep(const std::optional<effects::Step>& step, const std::optional<effects::Step>& suggested, int number);
    /// Whether it shows this step already.
    bool shows(effects::EffectId effect, int number) const {
        return step_ && step_->effect == effect && number_ == number;
    }

    CurveView* curve() { return curve_; }
    /// Gives the keyboard to the first knob, if a step is shown.
    void focusKnobs();

    QSize sizeHint() const override { return {404, 560}; }

Q_SIGNALS:
    void stepChanged(const effects::Step& step);
    /// Every knob back to what was suggested: no knob's turn.
    void suggestionTaken(const effects::Step& suggested);
    void removeAsked();

private:
    void removeControls();
    void showNothing();
    void buildControls(effects::EffectId effect);
    void change(std::size_t parameter, float value);
    void takeSuggestion();
    void showDrawing();

    QLabel* title_;
    QLabel* help_;
    QVBoxLayout* curvePlace_;
    QScrollArea* area_;
    QPushButton* suggestionButton_;
    QPushButton* removeButton_;
    CurveView* curve_ = nullptr;
    std::vector<ParameterControl*> controls_;
    std::optional<effects::Step> step_;
    std::optional<effects::Step> suggested_;
    int number_ = 0;
};

} // namespace stepwise::ui

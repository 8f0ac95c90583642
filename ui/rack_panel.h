// The knobs of the selected step.
#pragma once

#include "effects/chain.h"

#include <QFrame>

#include <optional>
#include <vector>

class QLabel;
class QGridLayout;

namespace stepwise::ui {

class ParameterControl;

class RackPanel : public QFrame {
    Q_OBJECT

public:
    explicit RackPanel(QWidget* parent = nullptr);

    /// What was suggested stays marked on the knobs. No step: says how to get one.
    void showStep(const std::optional<effects::Step>& step, const std::optional<effects::Step>& suggested, int number);

Q_SIGNALS:
    void stepChanged(const effects::Step& step);
    void removeAsked();

private:
    void buildControls(effects::EffectId effect);

    QLabel* title_;
    QLabel* help_;
    QWidget* removeButton_;
    QWidget* area_ = nullptr;
    std::vector<ParameterControl*> controls_;
    std::optional<effects::Step> step_;
    std::optional<effects::EffectId> shownEffect_;
};

} // namespace stepwise::ui

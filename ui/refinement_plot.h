// The error over the renders of a refinement.
#pragma once

#include "ui/plotting.h"
#include "ui/refinement.h"

namespace stepwise::ui {

class RefinementPlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit RefinementPlot(QWidget* parent = nullptr);

    void setCurve(const std::vector<Refinement::Point>& curve);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyColours();
};

} // namespace stepwise::ui

// A refinement at work: its error curve, pause and cancel; afterwards what it did, and before against after by ear.
#pragma once

#include "ui/audition.h"
#include "ui/refinement.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace stepwise::ui {

class RefinementPlot;

/// Hidden until a refinement starts, and when closed.
class RefinementPanel : public QFrame {
    Q_OBJECT

public:
    RefinementPanel(Refinement& refinement, Audition& audition, QWidget* parent = nullptr);

    QString statusText() const;
    QString summaryText() const;

Q_SIGNALS:
    void shown(bool isShown);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeTexts();
    QWidget* makeButtons();
    void showState();
    void showFinished();

    Refinement& refinement_;
    Audition& audition_;
    RefinementPlot* plot_;
    QLabel* status_;
    QLabel* summary_;
    QPushButton* pause_;
    QPushButton* cancel_;
    QPushButton* before_;
    QPushButton* close_;
};

} // namespace stepwise::ui

// Refining the round's knobs in the background: start, pause, stop, what is found meanwhile, and what was before.
#pragma once

#include "ui/refinement_job.h"
#include "ui/timeline_controller.h"

#include <QStringList>

namespace stepwise::ui {

class Refinement : public QObject {
    Q_OBJECT

public:
    explicit Refinement(TimelineController& controller, QObject* parent = nullptr);
    /// Stops; what is found so far is dropped.
    ~Refinement() override;

    const RefinementChoice& choice() const { return choice_; }
    void setChoice(const RefinementChoice& choice);
    /// Why it cannot start now, or empty.
    QString cannotStartReason() const;

    /// Says so if it cannot.
    void start();
    bool isRunning() const { return gate_ != nullptr; }
    bool isPaused() const { return isPaused_; }
    void setPaused(bool isPaused);
    /// Keeps the best so far.
    void stop();

    struct Point {
        int renders = 0;
        double error = 0.0;
    };
    /// The best error over the renders, of the present or the last refinement.
    const std::vector<Point>& curve() const { return curve_; }
    /// A step's knobs as good as they are known now; none unless it is being refined.
    std::optional<effects::Step> stepNow(int stepId) const;
    /// Sentences about the last refinement; empty before the first one.
    const QStringList& summary() const { return summary_; }
    /// The round's steps as they were before the last refinement that changed something.
    const std::vector<EarlierStep>& before() const { return before_; }

Q_SIGNALS:
    void started();
    void moved();
    /// Running or not, paused or not, chosen otherwise.
    void changed();
    void finished();
    void noted(const QString& sentence);

private:
    void prepare();
    BackgroundWorker::Job jobWith(const std::shared_ptr<RefinementGate>& gate);
    void follow(const models::RefineStatus& status);
    void watchEdits();
    bool isOfThePresentSteps() const;
    void take(const RefinementAnswer& answer);
    void end();

    TimelineController& controller_;
    RefinementChoice choice_;
    RefinementRequest request_;
    Hearing asked_;                        ///< what the round made when it was asked for
    std::shared_ptr<RefinementGate> gate_; ///< of the refinement under way
    std::vector<effects::Step> now_;
    std::vector<Point> curve_;
    QStringList summary_;
    std::vector<EarlierStep> atStart_;
    std::vector<EarlierStep> before_;
    bool isPaused_ = false;
    bool isDropped_ = false;
};

} // namespace stepwise::ui

#include "ui/refinement.h"

#include "ui/refinement_text.h"
#include "ui/work_edit.h"

#include <QPointer>

#include <algorithm>

namespace stepwise::ui {

Refinement::Refinement(TimelineController& controller, QObject* parent) : QObject(parent), controller_(controller) {
    connect(&controller_.document(), &WorkDocument::changed, this, &Refinement::watchEdits);
    connect(&controller_, &TimelineController::finished, this, [this] {
        if (isRunning() && !controller_.isWorking())
            end(); // an error ended it without an answer
    });
}

Refinement::~Refinement() {
    if (gate_)
        gate_->stop();
}

void Refinement::setChoice(const RefinementChoice& choice) {
    choice_ = choice;
    Q_EMIT changed();
}

QString Refinement::cannotStartReason() const {
    if (controller_.isWorking())
        return tr("Wait until the present work is done, or cancel it.");
    return cannotRefineReason(controller_.timeline(), choice_, controller_.selectedStep());
}

void Refinement::start() {
    QString reason = cannotStartReason();
    if (reason.isEmpty() && !controller_.timeline()->isComplete()) // what was before is to be heard again
        reason = tr("Wait until all steps are rendered.");
    if (!reason.isEmpty()) {
        Q_EMIT noted(reason);
        return;
    }
    const auto gate = std::make_shared<RefinementGate>();
    prepare();
    request_.options.stop = gate->token();
    gate_ = gate;
    if (!controller_.start(tr("Refining"), jobWith(gate), [gate] { gate->stop(); })) {
        gate_.reset();
        return;
    }
    Q_EMIT started();
    Q_EMIT changed();
}

void Refinement::prepare() {
    const Work& work = controller_.work();
    request_ = refinementRequest(*controller_.timeline(), work, choice_, controller_.selectedStep());
    asked_ = hearingBefore(work, work.currentRound, work.round().steps.size());
    now_ = request_.steps;
    curve_.clear();
    summary_.clear();
    isPaused_ = false;
    isDropped_ = false;
    atStart_.clear();
    for (const ShownStep& step : controller_.timeline()->steps())
        atStart_.push_back({step.id, step.step, step.sound});
}

BackgroundWorker::Job Refinement::jobWith(const std::shared_ptr<RefinementGate>& gate) {
    const QPointer<Refinement> self(this);
    return [self, gate, request = request_, &controller = controller_](const effects::Progress& progress) {
        double share = 0.0;
        const auto onRound = [&](const models::RefineStatus& status) {
            share = std::min(1.0, static_cast<double>(status.renders) / request.options.maxRenders);
            controller.post([self, status] {
                if (self)
                    self->follow(status);
            });
            return gate->pass([&] { return progress(share); });
        };
        const auto answer = std::make_shared<RefinementAnswer>(
            refine(request, onRound, [&](double) { return progress(share) && !gate->isStopped(); }));
        return BackgroundWorker::Delivery([self, answer] {
            if (self)
                self->take(*answer);
        });
    };
}

void Refinement::setPaused(bool isPaused) {
    if (!gate_ || isPaused == isPaused_)
        return;
    isPaused_ = isPaused;
    gate_->setPaused(isPaused);
    Q_EMIT changed();
}

void Refinement::stop() {
    if (gate_)
        gate_->stop();
}

std::optional<effects::Step> Refinement::stepNow(int stepId) const {
    const auto found = std::ranges::find(request_.stepIds, stepId);
    if (!isRunning() || found == request_.stepIds.end())
        return std::nullopt;
    return now_[static_cast<std::size_t>(found - request_.stepIds.begin())];
}

void Refinement::follow(const models::RefineStatus& status) {
    if (!isRunning())
        return;
    if (curve_.empty())
        curve_.push_back({0, status.initialLoss});
    curve_.push_back({status.renders, status.loss});
    now_ = status.steps;
    Q_EMIT moved();
}

bool Refinement::isOfThePresentSteps() const {
    const Work& work = controller_.work();
    const std::optional<std::size_t> round = indexOfRound(work, request_.roundId);
    if (!round || hearingBefore(work, *round, work.rounds[*round].steps.size()) != asked_)
        return false;
    std::vector<int> ids;
    for (const WorkStep& step : work.rounds[*round].steps)
        if (step.isOn)
            ids.push_back(step.id);
    return ids == request_.stepIds;
}

/// An answer to other steps than those that stand there now is of no use, and old news neither once the sounds change.
/// Looking at another round meanwhile changes nothing.
void Refinement::watchEdits() {
    const Work& work = controller_.work();
    const bool isSamePair = request_.pair && work.input.audio == request_.pair->input.audio &&
                            work.target.audio == request_.pair->target.audio;
    if (!isRunning() && !isSamePair && !summary_.isEmpty()) {
        summary_.clear();
        before_.clear();
        end();
    }
    if (!isRunning() || isDropped_)
        return;
    if (isSamePair && isOfThePresentSteps())
        return;
    isDropped_ = true;
    gate_->stop();
    Q_EMIT noted(tr("The steps were changed, so the refinement was given up."));
}

void Refinement::take(const RefinementAnswer& answer) {
    if (isDropped_ || !isRunning()) {
        end();
        return;
    }
    summary_ = summaryOf(answer);
    gate_.reset();
    isPaused_ = false;
    if (answer.isCloser) {
        before_ = atStart_;
        controller_.document().edit(tr("Refine"), [&](Work& work) {
            work.currentRound = indexOfRound(work, request_.roundId).value_or(work.currentRound);
            return setRefinedSteps(work, request_.stepIds, answer.steps);
        });
        controller_.keepFreshEdit(); // who cancels a moment too late means the refinement, not its result
    }
    Q_EMIT changed();
    Q_EMIT finished();
}

void Refinement::end() {
    gate_.reset();
    isPaused_ = false;
    Q_EMIT changed();
    Q_EMIT finished();
}

} // namespace stepwise::ui

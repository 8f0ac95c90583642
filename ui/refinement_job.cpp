#include "ui/refinement_job.h"

#include "core/error.h"
#include "models/refinement_path.h"
#include "ui/excerpt.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>

namespace stepwise::ui {

namespace {

/// Below this mel error two sounds are the same as far as anybody can tell: 0.03 dB, on average.
constexpr double kSameMse = 1e-7;
constexpr float kSilence = 1e-6F;
constexpr auto kAskAgain = std::chrono::milliseconds(50);

QString tr(const char* text) {
    return QCoreApplication::translate("stepwise::ui::Refinement", text);
}

core::Errors errorsOf(const RefinementRequest& request, const std::vector<effects::Step>& steps,
                      const effects::Progress& progress) {
    core::StoredSound sound = request.roundInput->audio;
    for (const effects::Step& step : steps)
        sound = effects::renderStep(sound, step, progress);
    return request.pair->comparison->measurePiecewise(sound).errors;
}

models::RefineStatus follow(const RefinementRequest& request, const models::Timeline& timeline,
                            const models::RefineProgress& onRound) {
    return request.options.method == models::RefineMethod::gradient
               ? models::refineByGradient(timeline, request.steps, request.options, onRound)
               : models::refineByEvolution(timeline, request.steps, request.options, onRound);
}

struct Kept {
    std::vector<effects::Step> steps;
    core::Errors errors;
};

/// The mono mix, of long sounds a part, was worked on, by one error; what counts is all that the learner sees. Whoever
/// stops it has seen the mel error fall, and that is kept.
std::optional<Kept> kept(const RefinementRequest& request, const models::RefinementPath& path,
                         const core::Errors& before, const effects::Progress& progress) {
    const bool isMel = request.options.loss == models::LossKind::mel;
    try {
        for (const std::vector<effects::Step>& steps : models::wayBack(path))
            if (const core::Errors errors = errorsOf(request, steps, progress);
                !isMel || models::isNearer(errors, before))
                return Kept{steps, errors};
    } catch (const effects::Cancelled&) {
        if (!request.options.stop.stop_requested())
            throw;
        const core::Errors errors = errorsOf(request, path.back(), {});
        if (path.size() > 1 && (!isMel || errors.mse < before.mse))
            return Kept{path.back(), errors};
    }
    return std::nullopt;
}

} // namespace

void RefinementGate::setPaused(bool isPaused) {
    const std::lock_guard lock(mutex_);
    isPaused_ = isPaused;
    changed_.notify_all();
}

void RefinementGate::stop() {
    source_.request_stop();
    setPaused(false);
}

bool RefinementGate::pass(const std::function<bool()>& isWanted) {
    std::unique_lock lock(mutex_);
    while (isPaused_ && !isStopped() && isWanted())
        changed_.wait_for(lock, kAskAgain);
    return !isStopped() && isWanted();
}

QString cannotRefineReason(const RenderedTimeline* timeline, const RefinementChoice& choice, int selectedStep) {
    if (timeline == nullptr)
        return tr("Choose an input and a target first.");
    const std::vector<ShownStep>& steps = timeline->steps();
    if (std::ranges::none_of(steps, &ShownStep::isOn))
        return tr("There are no steps to refine yet: suggest some, or add one by hand.");
    if (choice.onlySelectedStep && (selectedStep < 0 || selectedStep >= static_cast<int>(steps.size())))
        return tr("Select the step that is to be refined.");
    if (choice.onlySelectedStep && !steps[static_cast<std::size_t>(selectedStep)].isOn)
        return tr("Switch the selected step on first: what is not heard cannot be refined.");
    if (!timeline->inputSound() || !timeline->result())
        return tr("Wait until all steps are rendered.");
    return {};
}

RefinementRequest refinementRequest(const RenderedTimeline& timeline, const Work& work, const RefinementChoice& choice,
                                    int selectedStep) {
    RefinementRequest request = {timeline.pair(), timeline.inputSound(), work.round().id, {}, {}, {}};
    request.options.method = choice.method;
    request.options.loss = choice.loss;
    const std::vector<ShownStep>& steps = timeline.steps();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].isOn)
            continue;
        if (choice.onlySelectedStep && static_cast<int>(i) == selectedStep)
            request.options.onlyStep = request.steps.size();
        request.stepIds.push_back(steps[i].id);
        request.steps.push_back(steps[i].step);
    }
    return request;
}

RefinementAnswer refine(const RefinementRequest& request, const models::RefineProgress& onRound,
                        const effects::Progress& progress) {
    if (core::staysBelow(request.roundInput->audio, kSilence))
        throw core::Error(tr("There is nothing to refine: the input is silent.").toStdString());
    if (core::staysBelow(request.pair->targetSound->audio, kSilence))
        throw core::Error(tr("There is nothing to refine: the target is silent.").toStdString());
    RefinementAnswer answer;
    answer.steps = request.steps;
    const core::Errors before = errorsOf(request, request.steps, progress);
    answer.mseBefore = answer.mseAfter = before.mse;
    if (answer.mseBefore < kSameMse)
        throw core::Error(tr("There is nothing to refine: the result is the target already.").toStdString());
    const models::Timeline timeline = listenedPart(*request.roundInput, *request.pair);
    models::RefinementPath path = {request.steps};
    answer.renders = follow(request, timeline, models::recordingTo(path, onRound)).renders;
    const std::optional<Kept> nearest = kept(request, path, before, progress);
    if (!nearest)
        return answer;
    answer.isCloser = true;
    answer.steps = nearest->steps;
    answer.mseAfter = nearest->errors.mse;
    answer.changes = changedKnobs(request.steps, answer.steps);
    measureChanges(answer.changes, timeline.input(), answer.steps, timeline.comparison(), progress);
    return answer;
}

} // namespace stepwise::ui

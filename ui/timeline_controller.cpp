#include "ui/timeline_controller.h"

#include "ui/excerpt.h"
#include "ui/number_text.h"
#include "ui/work_edit.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace stepwise::ui {

namespace {

bool isOf(const Pair& pair, const Work& work) {
    return pair.input.audio == work.input.audio && pair.target.audio == work.target.audio;
}

} // namespace

TimelineController::TimelineController(QObject* parent) : QObject(parent) {
    outdatedWatch_.setInterval(kUnnoticedMs / 3);
    connectWorkers();
    connectRenderer();
    connect(&document_, &WorkDocument::changed, this, &TimelineController::followDocument);
    connect(&document_, &WorkDocument::replaced, this, &TimelineController::endOldWork);
    connect(&models_, &ModelLoader::changed, this, &TimelineController::modelsChanged);
    connect(&models_, &ModelLoader::failed, this, &TimelineController::failed);
}

TimelineController::~TimelineController() = default;

void TimelineController::connectWorkers() {
    connect(&outlook_, &BackgroundWorker::finished, this, [this] {
        if (const std::optional<int> next = std::exchange(measuredNext_, std::nullopt))
            measureAlternatives(*next);
    });
    connect(&worker_, &BackgroundWorker::started, this, &TimelineController::started);
    connect(&worker_, &BackgroundWorker::progressed, this, &TimelineController::progressed);
    connect(&worker_, &BackgroundWorker::failed, this, &TimelineController::failed);
    connect(&worker_, &BackgroundWorker::finished, this, &TimelineController::finished);
}

void TimelineController::connectRenderer() {
    connect(&renderer_, &TimelineRenderer::pairReady, this, &TimelineController::takePair);
    connect(&renderer_, &TimelineRenderer::soundReady, this,
            [this](int stepId, const TimelineSoundPtr& sound, bool isLatest) {
                if (timeline_ && timeline_->setSound(stepId, sound, isLatest))
                    Q_EMIT timelineChanged();
            });
    connect(&renderer_, &TimelineRenderer::started, this, [this](const QString& title) {
        outdatedWatch_.start();
        Q_EMIT started(title);
    });
    connect(&outdatedWatch_, &QTimer::timeout, this, [this] { tellOutdated(kUnnoticedMs); });
    connect(&renderer_, &TimelineRenderer::progressed, this, [this](double share) {
        if (!worker_.isBusy())
            Q_EMIT progressed(share);
    });
    connect(&renderer_, &TimelineRenderer::finished, this, [this] {
        outdatedWatch_.stop();
        tellOutdated(0); // what is outdated now could not be rendered
        Q_EMIT finished();
    });
    connect(&renderer_, &TimelineRenderer::rendered, this, &TimelineController::keepFreshEdit);
    connect(&renderer_, &TimelineRenderer::cancelled, this, [this] {
        if (!hasFreshEdit())
            return;
        const QString text = document_.history().undoText();
        takeBackFreshEdit();
        Q_EMIT noted(tr("Rendering was cancelled, and \"%1\" is taken back; Redo brings it again.").arg(text));
    });
    connect(&renderer_, &TimelineRenderer::failed, this, [this](const QString& sentence) {
        takeBackFreshEdit();
        Q_EMIT failed(sentence);
    });
}

/// The edit that is being rendered, not what undo, redo or another chapter shows.
bool TimelineController::hasFreshEdit() const {
    return freshRevision_ == work().revision && document_.history().canUndo();
}

void TimelineController::takeBackFreshEdit() {
    if (hasFreshEdit())
        document_.history().undo();
}

QString TimelineController::cannotSuggestReason() const {
    if (!models_.suggester())
        return models_.missingReason();
    if (!timeline_)
        return tr("Choose an input and a target first.");
    if (!timeline_->inputSound())
        return tr("The input of this round is being rendered.");
    const auto& steps = work().round().steps;
    if (std::count_if(steps.begin(), steps.end(), [](const WorkStep& step) { return step.isOn; }) >=
        effects::kEffectCount)
        return tr("Every effect of the rack is used in this round already. Start a new round to use them again.");
    return worker_.isBusy() ? tr("Wait until the present work is done, or cancel it.") : QString();
}

bool TimelineController::start(const QString& title, BackgroundWorker::Job job, std::function<void()> stop) {
    if (!worker_.isBusy()) {
        Q_EMIT begun();
        worker_.start(title, std::move(job));
        stop_ = std::move(stop);
        outlivesWork_ = false;
        return true;
    }
    Q_EMIT noted(tr("Wait until the present work is done, or cancel it."));
    return false;
}

/// What was begun for the work before has nothing to be delivered to; a file that is being written is written.
void TimelineController::endOldWork() {
    Q_EMIT begun();
    if (!worker_.isBusy() || outlivesWork_)
        return;
    worker_.cancel();
    Q_EMIT noted(tr("What was being done for the work before was given up."));
}

void TimelineController::cancel() {
    if (worker_.isBusy() && stop_)
        stop_();
    else if (worker_.isBusy())
        worker_.cancel();
    else if (hasFreshEdit())
        renderer_.cancel();
}

void TimelineController::tellOutdated(int afterMs) {
    if (timeline_ && timeline_->tellOutdated(std::chrono::milliseconds(afterMs)))
        Q_EMIT timelineChanged();
}

bool TimelineController::canCancel() const {
    return worker_.isBusy() || (renderer_.isBusy() && hasFreshEdit());
}

void TimelineController::followDocument() {
    freshRevision_ = work().revision > newestRevision_ ? work().revision : 0;
    newestRevision_ = std::max(newestRevision_, work().revision);
    if (timeline_ && isOf(*timeline_->pair(), work())) {
        timeline_->setWork(work());
    } else {
        timeline_.reset();
        renderer_.forgetPair();
    }
    renderer_.request(work());
    Q_EMIT soundsChanged();
    Q_EMIT timelineChanged();
    Q_EMIT selectionChanged();
}

void TimelineController::takePair(std::shared_ptr<const Pair> pair) {
    if (!isOf(*pair, work()))
        return;
    notePair(*pair);
    if (isListenedInPart(*pair))
        Q_EMIT noted(tr("These sounds are long: suggestions and refinements listen to the loudest %1 seconds. "
                        "Everything is rendered and compared as a whole.")
                         .arg(shortNumber(kExcerptSeconds)));
    timeline_.emplace(std::move(pair));
    timeline_->setWork(work());
    Q_EMIT timelineChanged();
    Q_EMIT selectionChanged();
}

/// Together, so that none of them pushes another out of sight.
void TimelineController::notePair(const Pair& pair) {
    QStringList texts;
    for (const core::PairNote& note : pair.notes())
        texts += QString::fromStdString(core::sentence(note));
    if (!texts.isEmpty())
        Q_EMIT noted(texts.join('\n'));
}

TimelineSoundPtr TimelineController::renderedAt(int place) const {
    if (!timeline_)
        return nullptr;
    if (place == kTargetPlace)
        return timeline_->targetSound();
    if (place != kInputPlace && !hasStep(place))
        return nullptr;
    return timeline_->soundBefore(static_cast<std::size_t>(place + 1));
}

Sound TimelineController::soundAt(int place) const {
    if (!timeline_)
        return place == kInputPlace ? work().input.audio : place == kTargetPlace ? work().target.audio : Sound();
    const TimelineSoundPtr sound = renderedAt(place);
    return sound ? sound->audio : Sound();
}

float TimelineController::gainAt(int place) const {
    const TimelineSoundPtr sound = place == kTargetPlace ? nullptr : renderedAt(place);
    return sound ? static_cast<float>(std::pow(10.0, sound->measured.trimDb / 20.0)) : 1.0F;
}

bool TimelineController::hasStep(int index) const {
    return index >= 0 && index < static_cast<int>(work().round().steps.size());
}

int TimelineController::selectedStep() const {
    const std::optional<std::size_t> index = timeline_ ? indexOfStep(work().round(), selectedId_) : std::nullopt;
    return index ? static_cast<int>(*index) : -1;
}

void TimelineController::selectStep(int index) {
    if (!timeline_ || index == selectedStep() || (index >= 0 && !hasStep(index)))
        return;
    selectId(index < 0 ? 0 : work().round().steps[static_cast<std::size_t>(index)].id);
}

void TimelineController::selectId(int stepId) {
    selectedId_ = stepId;
    Q_EMIT selectionChanged();
}

void TimelineController::suggestNext() {
    ask(tr("Suggesting the next step"), work().round().steps.size(), false);
}

void TimelineController::suggestAll() {
    ask(tr("Suggesting all steps"), work().round().steps.size(), true);
}

void TimelineController::continueFrom(int index) {
    if (index == kInputPlace || hasStep(index))
        ask(index == kInputPlace ? tr("Suggesting again") : tr("Continuing from step %1").arg(wholeNumber(index + 1)),
            static_cast<std::size_t>(index + 1), true);
}

void TimelineController::ask(const QString& title, std::size_t keep, bool wantsAll) {
    const bool asksAgain = keep < work().round().steps.size();
    if (!models_.suggester() || !timeline_ || !timeline_->inputSound() || (!asksAgain && !canSuggest())) {
        Q_EMIT noted(cannotSuggestReason());
        return;
    }
    SuggestionRequest request = requestFrom(*timeline_, work(), keep, wantsAll);
    request.searches = searches_;
    start(title, [this, request, title, suggester = models_.suggester()](const effects::Progress& progress) {
        const auto answer = std::make_shared<SuggestionAnswer>(suggest(request, *suggester, progress));
        for (models::TimelineStep& step : answer->steps)
            step.audio = {}; // rendered again from the document
        return BackgroundWorker::Delivery([this, request, answer, title] { takeAnswer(request, *answer, title); });
    });
}

void TimelineController::takeAnswer(const SuggestionRequest& request, const SuggestionAnswer& answer,
                                    const QString& text) {
    if (!isOf(*request.pair, work())) {
        Q_EMIT noted(tr("The suggestions were for other sounds, and are dropped."));
        return;
    }
    if (answer.reason)
        Q_EMIT noted(QString::fromStdString(models::explain(*answer.reason)));
    const std::optional<std::size_t> round = indexOfRound(work(), request.roundId);
    if (!round || (answer.steps.empty() && request.replaced.empty()))
        return;
    const auto isLost = [&](const WorkStep& step) {
        return step.isAccepted && std::ranges::find(request.replaced, step.id) != request.replaced.end();
    };
    const bool losesAccepted = std::ranges::any_of(work().rounds[*round].steps, isLost);
    const int firstNewId = work().lastId + 1;
    document_.edit(text, [&](Work& work) {
        work.currentRound = *round;
        takeSuggestions(work, request.replaced, request.askedFor, answer.steps, answer.helping);
        return true;
    });
    if (losesAccepted)
        Q_EMIT noted(tr("Steps that were accepted were asked for again, too; Undo brings them back."));
    if (!answer.steps.empty())
        selectId(request.wantsAll ? firstNewId : work().lastId);
}

void TimelineController::measureAlternatives(int index) {
    if (!timeline_ || !timeline_->inputSound() || !hasStep(index))
        return;
    if (outlook_.isBusy()) {
        outlook_.cancel();
        measuredNext_ = index;
        return;
    }
    const WorkStep& step = work().round().steps[static_cast<std::size_t>(index)];
    std::vector<effects::Step> steps;
    for (const models::Alternative& alternative : step.alternatives)
        steps.push_back(alternative.step);
    const SuggestionRequest request = requestFrom(*timeline_, work(), static_cast<std::size_t>(index), false);
    outlook_.start({}, [this, request, steps, id = step.id](const effects::Progress& progress) {
        const std::vector<double> shares = wouldRemove(request, steps, progress);
        return BackgroundWorker::Delivery(
            [this, id, shares] { Q_EMIT alternativesMeasured(id, QList<double>(shares.begin(), shares.end())); });
    });
}

QString effectName(effects::EffectId effect) {
    return QCoreApplication::translate("Rack", std::string(effects::effectInfo(effect).name).c_str());
}

} // namespace stepwise::ui

#include "ui/timeline_controller.h"

#include "core/audio_file.h"
#include "core/error.h"
#include "core/synth.h"
#include "effects/chain_file.h"

#include <QFileInfo>

#include <cmath>

namespace stepwise::ui {

namespace {

std::filesystem::path toPath(const QString& path) {
    return std::filesystem::path(path.toStdString());
}

} // namespace

TimelineController::TimelineController(QObject* parent) : QObject(parent), worker_(this) {
    connect(&worker_, &BackgroundWorker::started, this, &TimelineController::started);
    connect(&worker_, &BackgroundWorker::progressed, this, &TimelineController::progressed);
    connect(&worker_, &BackgroundWorker::failed, this, &TimelineController::failed);
    connect(&worker_, &BackgroundWorker::finished, this, [this] {
        Q_EMIT finished();
        runNextChange();
    });
}

TimelineController::~TimelineController() {
    if (loader_.joinable())
        loader_.join();
}

void TimelineController::loadModels(const std::filesystem::path& folder) {
    modelsLoading_ = true;
    loader_ = std::thread([this, folder] {
        std::shared_ptr<models::Predictor> predictor;
        QString error;
        try {
            predictor = models::loadPredictor(folder);
        } catch (const std::exception& exception) {
            error = QString::fromUtf8(exception.what());
        }
        QMetaObject::invokeMethod(this, [this, predictor, error] {
            modelsLoading_ = false;
            modelsError_ = error;
            if (predictor)
                setPredictor(predictor);
            else
                Q_EMIT failed(error);
            Q_EMIT modelsChanged();
        });
    });
}

void TimelineController::setPredictor(std::shared_ptr<models::Predictor> predictor) {
    suggester_ = std::make_shared<models::Suggester>(std::move(predictor));
    Q_EMIT modelsChanged();
}

bool TimelineController::canSuggest() const {
    return cannotSuggestReason().isEmpty();
}

QString TimelineController::cannotSuggestReason() const {
    if (modelsLoading_)
        return tr("The networks are being loaded.");
    if (!suggester_)
        return modelsError_.isEmpty() ? tr("There are no trained networks.") : modelsError_;
    if (!timeline_)
        return tr("Choose an input and a target first.");
    if (timeline_->steps().size() >= effects::kEffectCount)
        return tr("Every effect of the rack is used already.");
    return worker_.isBusy() ? tr("Wait until the present work is done, or cancel it.") : QString();
}

bool TimelineController::start(const QString& title, BackgroundWorker::Job job) {
    if (worker_.start(title, std::move(job)))
        return true;
    Q_EMIT noted(tr("Wait until the present work is done, or cancel it."));
    return false;
}

void TimelineController::loadInput(const QString& path) {
    loadSounds(path, {});
}

void TimelineController::loadTarget(const QString& path) {
    loadSounds({}, path);
}

void TimelineController::loadPair(const QString& inputPath, const QString& targetPath) {
    loadSounds(inputPath, targetPath);
}

void TimelineController::loadSounds(const QString& inputPath, const QString& targetPath) {
    start(tr("Loading"), [this, inputPath, targetPath](const effects::Progress&) -> BackgroundWorker::Delivery {
        std::shared_ptr<const core::AudioBuffer> input;
        std::shared_ptr<const core::AudioBuffer> target;
        QStringList notes;
        const auto load = [&notes](const QString& path) {
            core::LoadedAudio loaded = core::readAudioFile(toPath(path));
            for (const std::string& note : loaded.notes)
                notes += QFileInfo(path).fileName() + ": " + QString::fromStdString(note);
            return std::make_shared<const core::AudioBuffer>(std::move(loaded.audio));
        };
        if (!inputPath.isEmpty())
            input = load(inputPath);
        if (!targetPath.isEmpty())
            target = load(targetPath);
        return [this, input, target, inputPath, targetPath, notes] {
            if (input) {
                input_ = input;
                inputName_ = QFileInfo(inputPath).fileName();
            }
            if (target) {
                target_ = target;
                targetName_ = QFileInfo(targetPath).fileName();
            }
            if (!notes.isEmpty())
                Q_EMIT noted(notes.join(' '));
            Q_EMIT soundsChanged();
            rebuild();
        };
    });
}

void TimelineController::loadInputPreset(const QString& presetId, const QString& name) {
    input_ = std::make_shared<core::AudioBuffer>(core::kAnalysisRateHz, core::renderPreset(presetId.toStdString()));
    inputName_ = name;
    Q_EMIT soundsChanged();
    rebuild();
}

/// A new pair starts a new round: the timeline begins with no steps.
void TimelineController::rebuild() {
    if (!input_ || !target_)
        return;
    // Starts after the job that delivered the sounds is over.
    QMetaObject::invokeMethod(
        this,
        [this] {
            start(tr("Comparing"), [this, input = input_, target = target_](const effects::Progress&) {
                auto timeline = std::make_shared<models::Timeline>(*input, *target);
                return BackgroundWorker::Delivery([this, timeline] {
                    for (const std::string& note : timeline->comparison().notes())
                        Q_EMIT noted(QString::fromStdString(note));
                    takeTimeline(std::move(*timeline), -1);
                });
            });
        },
        Qt::QueuedConnection);
}

void TimelineController::takeTimeline(models::Timeline timeline, int selected) {
    timeline_ = std::move(timeline);
    const int last = static_cast<int>(timeline_->steps().size()) - 1;
    selectedStep_ = std::min(selected, last);
    Q_EMIT timelineChanged();
    Q_EMIT selectionChanged();
}

std::shared_ptr<const core::AudioBuffer> TimelineController::soundAt(int place) const {
    if (place == kInputPlace)
        return input_;
    if (place == kTargetPlace)
        return timeline_ ? std::make_shared<core::AudioBuffer>(timeline_->target()) : target_;
    if (!timeline_ || place < 0 || place >= static_cast<int>(timeline_->steps().size()))
        return nullptr;
    return std::make_shared<core::AudioBuffer>(timeline_->steps()[static_cast<std::size_t>(place)].audio);
}

float TimelineController::gainAt(int place) const {
    if (!timeline_ || place == kTargetPlace)
        return 1.0F;
    const auto index = static_cast<std::size_t>(place + 1);
    if (index > timeline_->steps().size())
        return 1.0F;
    return static_cast<float>(std::pow(10.0, timeline_->measuredBefore(index).trimDb / 20.0));
}

void TimelineController::selectStep(int index) {
    if (!timeline_ || index == selectedStep_ || index >= static_cast<int>(timeline_->steps().size()))
        return;
    selectedStep_ = index;
    Q_EMIT selectionChanged();
}

void TimelineController::suggestNext() {
    if (!canSuggest())
        return;
    start(tr("Suggesting the next step"),
          [this, timeline = *timeline_, suggester = suggester_](const effects::Progress& progress) mutable {
              auto step = suggester->suggestNext(timeline, {}, progress);
              const bool found = step.has_value();
              if (found)
                  timeline.append(std::move(*step));
              return BackgroundWorker::Delivery([this, found, timeline = std::move(timeline)]() mutable {
                  if (!found)
                      Q_EMIT noted(QString::fromStdString(models::explain(models::StopReason::thereAlready)));
                  else
                      takeTimeline(std::move(timeline), kTargetPlace);
              });
          });
}

void TimelineController::suggestAll() {
    if (!canSuggest())
        return;
    start(tr("Suggesting all steps"),
          [this, timeline = *timeline_, suggester = suggester_](const effects::Progress& progress) mutable {
              const models::StopReason reason = suggester->suggestAll(timeline, {}, [&](double share) {
                  return progress((static_cast<double>(timeline.steps().size()) + share) / effects::kEffectCount);
              });
              return BackgroundWorker::Delivery([this, reason, timeline = std::move(timeline)]() mutable {
                  Q_EMIT noted(QString::fromStdString(models::explain(reason)));
                  takeTimeline(std::move(timeline), kTargetPlace);
              });
          });
}

void TimelineController::changeStep(int index, const effects::Step& step) {
    pendingChange_ = {index, step};
    runNextChange();
}

void TimelineController::runNextChange() {
    if (!pendingChange_ || worker_.isBusy() || !timeline_)
        return;
    const auto [index, step] = *pendingChange_;
    pendingChange_.reset();
    if (index < 0 || index >= static_cast<int>(timeline_->steps().size()))
        return;
    start(tr("Rendering"),
          [this, timeline = *timeline_, index = index, step = step](const effects::Progress& progress) mutable {
              timeline.setStep(static_cast<std::size_t>(index), step, progress);
              return BackgroundWorker::Delivery([this, index, timeline = std::move(timeline)]() mutable {
                  takeTimeline(std::move(timeline), index);
              });
          });
}

void TimelineController::removeStep(int index) {
    if (!timeline_ || index < 0 || index >= static_cast<int>(timeline_->steps().size()))
        return;
    start(tr("Rendering"), [this, timeline = *timeline_, index](const effects::Progress& progress) mutable {
        timeline.removeStep(static_cast<std::size_t>(index), progress);
        return BackgroundWorker::Delivery(
            [this, index, timeline = std::move(timeline)]() mutable { takeTimeline(std::move(timeline), index); });
    });
}

void TimelineController::addStep(effects::EffectId effect) {
    if (!timeline_)
        return;
    start(tr("Rendering"), [this, timeline = *timeline_, effect](const effects::Progress& progress) mutable {
        timeline.append(timeline.tried(effects::defaultStep(effect), progress));
        return BackgroundWorker::Delivery(
            [this, timeline = std::move(timeline)]() mutable { takeTimeline(std::move(timeline), kTargetPlace); });
    });
}

void TimelineController::openChain(const QString& path) {
    if (!timeline_) {
        Q_EMIT failed(tr("Choose an input and a target first; the chain is then applied to the input."));
        return;
    }
    start(tr("Opening the chain"), [this, timeline = *timeline_, path](const effects::Progress& progress) mutable {
        timeline.setChain(effects::readChainFile(toPath(path)), progress);
        return BackgroundWorker::Delivery(
            [this, timeline = std::move(timeline)]() mutable { takeTimeline(std::move(timeline), 0); });
    });
}

void TimelineController::saveChain(const QString& path) {
    if (!timeline_)
        return;
    try {
        effects::writeChainFile(toPath(path), timeline_->chain());
        Q_EMIT noted(tr("Saved to %1.").arg(path));
    } catch (const core::Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void TimelineController::exportSound(int place, const QString& path) {
    const std::shared_ptr<const core::AudioBuffer> sound = soundAt(place);
    if (!sound)
        return;
    start(tr("Exporting"), [this, sound, path, gain = gainAt(place)](const effects::Progress&) {
        core::AudioBuffer copy = *sound;
        core::applyGain(copy, gain);
        core::writeAudioFile(toPath(path), copy);
        return BackgroundWorker::Delivery([this, path] { Q_EMIT noted(tr("Saved to %1.").arg(path)); });
    });
}

} // namespace stepwise::ui

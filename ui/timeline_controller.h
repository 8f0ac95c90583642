// What the window shows and what can be done with it, without widgets.
#pragma once

#include "ui/background_worker.h"
#include "ui/model_loader.h"
#include "ui/rendered_timeline.h"
#include "ui/suggestion_job.h"
#include "ui/timeline_renderer.h"
#include "ui/work_document.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace stepwise::ui {

/// Places on the timeline: the input, a step (0, 1 ...), or the target.
inline constexpr int kInputPlace = -1;
inline constexpr int kTargetPlace = 1000;

class TimelineController : public QObject {
    Q_OBJECT

public:
    explicit TimelineController(QObject* parent = nullptr);
    ~TimelineController() override;

    /// Loads and warms up the networks in the background; the window works by hand without them.
    void loadModels(const std::filesystem::path& folder) { models_.load(folder); }
    void setPredictor(std::shared_ptr<models::Predictor> predictor) { models_.setPredictor(std::move(predictor)); }
    bool canSuggest() const { return cannotSuggestReason().isEmpty(); }
    /// Why nothing can be suggested now, or empty.
    QString cannotSuggestReason() const;

    /// Whether suggestions are searched for among alternatives, or the networks' first guesses.
    bool searches() const { return searches_; }
    void setSearches(bool searches) { searches_ = searches; }

    /// False while other work is under way. Steps made for other sounds are put aside, and it is said.
    bool loadInput(const QString& path) { return loadSounds(path, {}); }
    bool loadTarget(const QString& path) { return loadSounds({}, path); }
    bool loadPair(const QString& inputPath, const QString& targetPath) { return loadSounds(inputPath, targetPath); }
    void loadInputPreset(const QString& presetId, const QString& name);

    WorkDocument& document() { return document_; }
    const Work& work() const { return document_.work(); }
    QString inputName() const { return QString::fromStdString(work().input.name); }
    QString targetName() const { return QString::fromStdString(work().target.name); }
    bool hasInput() const { return static_cast<bool>(work().input.audio); }
    bool hasTarget() const { return static_cast<bool>(work().target.audio); }

    /// The current round; none until input and target are there and compared.
    const RenderedTimeline* timeline() const { return timeline_ ? &*timeline_ : nullptr; }
    /// None if it is not rendered (yet).
    TimelineSoundPtr renderedAt(int place) const;
    /// The sound at a place if it is in memory: input and target always are, long sounds of steps are not.
    Sound soundAt(int place) const;
    /// Matches the sound at a place to the target's loudness; 1 where none is rendered.
    float gainAt(int place) const;

    /// -1: none.
    int selectedStep() const;
    void selectStep(int index);

    void suggestNext();
    void suggestAll();
    /// Keeps the steps up to this one, none for kInputPlace, and asks for the others again.
    void continueFrom(int index);
    /// Takes the audio at a place as the input of a new chapter.
    void startRound(int place);
    void showRound(int round) { document_.showRound(static_cast<std::size_t>(std::max(round, 0))); }
    void removeRound(int round);

    /// Runs `job` with the usual progress, cancel and errors; says so, and returns false, while other work is under
    /// way. `stop` ends it early with what there is; without it a cancelled job's result is dropped.
    bool start(const QString& title, BackgroundWorker::Job job, std::function<void()> stop = {});

    /// From the job started with start(): runs on the window's thread, before its delivery.
    void post(std::function<void()> call) { worker_.post(std::move(call)); }

    /// Stops the work under way. A rendering that is given up takes its edit back; what is rendered for other reasons,
    /// such as undo or another chapter, goes on.
    void cancel();
    bool canCancel() const;
    /// The present edit stays, whatever becomes of its rendering.
    void keepFreshEdit() { freshRevision_ = 0; }
    /// Whether anything is going on; isWorking(): anything but rendering.
    bool isBusy() const { return worker_.isBusy() || renderer_.isBusy(); }
    bool isWorking() const { return worker_.isBusy(); }
    /// Whether a file is being exported.
    bool isWriting() const { return worker_.isBusy() && outlivesWork_; }

    /// Edits of the current round; the sound follows.
    void changeStep(int index, const effects::Step& step);
    void takeSuggestion(int index);
    void removeStep(int index);
    void addStep(effects::EffectId effect);
    /// Before the step at `index`; the number of steps: at the end.
    void insertStep(int index, effects::EffectId effect);
    void moveStep(int from, int to);
    void switchStep(int index, bool isOn);
    void acceptStep(int index, bool isAccepted);
    void replaceStep(int index, int alternative);
    /// Answers with alternativesMeasured().
    void measureAlternatives(int index);

    void openChain(const QString& path);
    void saveChain(const QString& path);
    /// `what` names the sound in a sentence ("the result"); `trimDb` is the chain's, for its result. Loudness matching
    /// is for listening, and is left out. Refused for a step's sound while steps are being rendered.
    void exportSound(const Sound& sound, const QString& what, const QString& path, double trimDb = 0.0,
                     bool isOfStep = true);

Q_SIGNALS:
    void soundsChanged();
    void loaded(const QStringList& paths); ///< of sound files; some may be empty
    void timelineChanged();
    void selectionChanged();
    void modelsChanged();
    void alternativesMeasured(int stepId, const QList<double>& removedShares);
    /// The learner asked for something new: what was said before is settled.
    void begun();
    void started(const QString& title);
    void progressed(double share);
    void finished();
    void failed(const QString& sentence);
    void noted(const QString& sentence);

private:
    void connectWorkers();
    void connectRenderer();
    bool loadSounds(const QString& inputPath, const QString& targetPath);
    void takeSounds(const NamedSound& input, const NamedSound& target);
    void followDocument();
    void endOldWork();
    void takePair(std::shared_ptr<const Pair> pair);
    void notePair(const Pair& pair);
    void ask(const QString& title, std::size_t keep, bool wantsAll);
    void takeAnswer(const SuggestionRequest& request, const SuggestionAnswer& answer, const QString& text);
    bool isRendered();
    void sayExported(const QString& what, const QString& path, double trimDb, double cutDb);
    bool hasFreshEdit() const;
    void takeBackFreshEdit();
    void tellOutdated(int afterMs);
    bool hasStep(int index) const;
    void selectId(int stepId);

    WorkDocument document_;
    ModelLoader models_;
    std::optional<RenderedTimeline> timeline_;
    int selectedId_ = 0;
    bool searches_ = true;
    std::function<void()> stop_; ///< of the work under way, if it can end early
    bool outlivesWork_ = false;  ///< it is of use even when other work is opened
    int newestRevision_ = 0;
    int freshRevision_ = 0; ///< of an edit that is not rendered yet; 0: none
    TimelineRenderer renderer_;
    QTimer outdatedWatch_;     ///< runs while something is rendered
    BackgroundWorker outlook_; ///< measures alternatives
    std::optional<int> measuredNext_;
    BackgroundWorker worker_;
};

/// The effect's name in the window's language.
QString effectName(effects::EffectId effect);

} // namespace stepwise::ui

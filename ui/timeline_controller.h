// What the window shows and what can be done with it, without widgets.
#pragma once

#include "models/suggester.h"
#include "ui/background_worker.h"

#include <QObject>
#include <QString>

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
    void loadModels(const std::filesystem::path& folder);
    void setPredictor(std::shared_ptr<models::Predictor> predictor);
    bool canSuggest() const;
    /// Why nothing can be suggested now, or empty.
    QString cannotSuggestReason() const;

    void loadInput(const QString& path);
    void loadTarget(const QString& path);
    void loadPair(const QString& inputPath, const QString& targetPath);
    void loadInputPreset(const QString& presetId, const QString& name);

    QString inputName() const { return inputName_; }
    QString targetName() const { return targetName_; }
    bool hasInput() const { return input_ != nullptr; }
    bool hasTarget() const { return target_ != nullptr; }

    /// Empty until input and target are there.
    const models::Timeline* timeline() const { return timeline_ ? &*timeline_ : nullptr; }
    /// The sound at a place, with the gain that matches it to the target's loudness; none if it is not there.
    std::shared_ptr<const core::AudioBuffer> soundAt(int place) const;
    float gainAt(int place) const;

    int selectedStep() const { return selectedStep_; }
    void selectStep(int index);

    void suggestNext();
    void suggestAll();
    void cancel() { worker_.cancel(); }
    bool isBusy() const { return worker_.isBusy(); }

    /// Whether a turned knob is not rendered yet: what is shown of its step is older than what was asked.
    bool hasPendingChange() const { return pendingChange_.has_value(); }

    /// Renders the step and what follows; of quick turns only the last is rendered.
    void changeStep(int index, const effects::Step& step);
    void removeStep(int index);
    void addStep(effects::EffectId effect);

    void openChain(const QString& path);
    void saveChain(const QString& path);
    void exportSound(int place, const QString& path);

Q_SIGNALS:
    void soundsChanged();
    void timelineChanged();
    void selectionChanged();
    void modelsChanged();
    void started(const QString& title);
    void progressed(double share);
    void finished();
    void failed(const QString& sentence);
    void noted(const QString& sentence);

private:
    void loadSounds(const QString& inputPath, const QString& targetPath);
    void rebuild();
    void takeTimeline(models::Timeline timeline, int selected);
    void runNextChange();
    bool start(const QString& title, BackgroundWorker::Job job);

    BackgroundWorker worker_;
    std::shared_ptr<models::Suggester> suggester_;
    QString modelsError_;
    bool modelsLoading_ = false;
    std::shared_ptr<const core::AudioBuffer> input_;
    std::shared_ptr<const core::AudioBuffer> target_;
    QString inputName_;
    QString targetName_;
    std::optional<models::Timeline> timeline_;
    int selectedStep_ = -1;
    std::optional<std::pair<int, effects::Step>> pendingChange_;
    std::thread loader_;
};

} // namespace stepwise::ui

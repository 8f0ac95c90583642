// The controller's files: sounds and chains.
#include "core/audio_file.h"
#include "core/error.h"
#include "core/synth.h"
#include "effects/chain_file.h"
#include "ui/cancellable.h"
#include "ui/file_path.h"
#include "ui/number_text.h"
#include "ui/timeline_controller.h"
#include "ui/work_edit.h"

#include <algorithm>
#include <atomic>

namespace stepwise::ui {

namespace {

constexpr double kLeastShownDb = 0.1;

NamedSound readSound(const QString& path, QStringList& notes, const core::OnPiece& onPiece) {
    if (path.isEmpty())
        return {};
    core::LoadedSound loaded = core::readSoundFile(toPath(path), onPiece);
    const QString name = shownName(path);
    for (const std::string& note : loaded.notes)
        notes += name + ": " + QString::fromStdString(note);
    return {std::move(loaded.sound), name.toStdString()};
}

} // namespace

bool TimelineController::loadSounds(const QString& inputPath, const QString& targetPath) {
    return start(tr("Loading"), [this, inputPath, targetPath](const effects::Progress& progress) {
        QStringList notes;
        const core::OnPiece onPiece = cancellable(progress);
        const double inputShare = inputPath.isEmpty() ? 0.0 : targetPath.isEmpty() ? 1.0 : 0.5;
        const NamedSound input = readSound(inputPath, notes, core::partOf(onPiece, 0.0, inputShare));
        const NamedSound target = readSound(targetPath, notes, core::partOf(onPiece, inputShare, 1.0));
        return BackgroundWorker::Delivery([this, input, target, notes, inputPath, targetPath] {
            if (!notes.isEmpty())
                Q_EMIT noted(notes.join(' '));
            takeSounds(input, target);
            Q_EMIT loaded({inputPath, targetPath});
        });
    });
}

void TimelineController::loadInputPreset(const QString& presetId, const QString& name) {
    Q_EMIT begun();
    takeSounds(
        {std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, core::renderPreset(presetId.toStdString())),
         name.toStdString()},
        {});
}

void TimelineController::takeSounds(const NamedSound& input, const NamedSound& target) {
    const std::string& name = input.audio ? input.name : target.name;
    bool hasKeptSteps = true;
    document_.edit(tr("Open %1").arg(QString::fromStdString(name)), [&](Work& work) {
        hasKeptSteps = setSounds(work, input, target);
        return true;
    });
    if (!hasKeptSteps)
        Q_EMIT noted(tr("The steps were made for the sounds before and are put aside; Undo brings both back."));
}

void TimelineController::openChain(const QString& path) {
    if (!timeline_) {
        Q_EMIT failed(tr("Choose an input and a target first; the chain is then applied to the input."));
        return;
    }
    start(tr("Opening the chain"), [this, path](const effects::Progress&) {
        const effects::Chain chain = effects::readChainFile(toPath(path));
        return BackgroundWorker::Delivery([this, chain, path] {
            document_.edit(tr("Open %1").arg(shownName(path)), [&](Work& work) {
                setChain(work, chain);
                return true;
            });
            selectStep(0);
        });
    });
}

/// Says so where what would be written is not there yet.
bool TimelineController::isRendered() {
    if (!renderer_.isBusy() && timeline_ && timeline_->isComplete())
        return true;
    if (renderer_.isBusy()) {
        Q_EMIT failed(tr("The steps are still being rendered. Try again when that is done."));
    } else {
        renderer_.request(work());
        Q_EMIT failed(tr("Not every step could be rendered. That is tried again now; then export it once more."));
    }
    return false;
}

void TimelineController::saveChain(const QString& path) {
    if (!timeline_ || !isRendered())
        return;
    Q_EMIT begun();
    try {
        effects::writeChainFile(toPath(path), timeline_->chain());
        Q_EMIT noted(
            work().rounds.size() == 1
                ? tr("Saved to %1.").arg(shownPath(path))
                : tr("Saved the steps of round %1 to %2.").arg(wholeNumber(work().currentRound + 1), shownPath(path)));
    } catch (const core::Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void TimelineController::exportSound(const Sound& sound, const QString& what, const QString& path, double trimDb,
                                     bool isOfStep) {
    if ((isOfStep && !isRendered()) || !sound)
        return;
    // Only Cancel ends it: a window that is closed waits until the file is written.
    const auto isGivenUp = std::make_shared<std::atomic<bool>>(false);
    const std::shared_ptr<const Pair> pair = timeline_ ? timeline_->pair() : nullptr;
    const auto write = [this, sound, pair, what, path, trimDb, isGivenUp](const effects::Progress& progress) {
        const auto goOn = [&](double share) {
            progress(share);
            if (*isGivenUp)
                throw effects::Cancelled{};
        };
        const Sound timed = pair ? core::inTimeWithInput(pair->comparison->pair(), sound) : sound;
        const double cutDb = core::writeAudioFile(toPath(path), timed, {.gainDb = trimDb, .onPiece = goOn});
        return BackgroundWorker::Delivery([=, this] { sayExported(what, path, trimDb, cutDb); });
    };
    if (start(tr("Exporting"), write, [isGivenUp] { *isGivenUp = true; }))
        outlivesWork_ = true;
}

void TimelineController::sayExported(const QString& what, const QString& path, double trimDb, double cutDb) {
    Q_EMIT noted(trimDb == 0.0 ? tr("Saved %1 to %2, at its own level.").arg(what, shownPath(path))
                               : tr("Saved %1 to %2, with the chain's trim of %3 dB: as loud as the target.")
                                     .arg(what, shownPath(path), signedNumber(trimDb, 1)));
    if (cutDb > 0.0)
        Q_EMIT noted(tr("Peaks up to %1 dB above full scale were cut; a WAV file of 32-bit floats keeps them.")
                         .arg(fixedNumber(std::max(cutDb, kLeastShownDb), 1)));
}

} // namespace stepwise::ui

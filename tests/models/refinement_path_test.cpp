#include "models/refinement_path.h"

#include "core/synth.h"
#include "models/random_chain.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

using Steps = std::vector<effects::Step>;

bool rises(const core::Errors& errors, const core::Errors& before) {
    return errors.mfcc > before.mfcc || errors.lsd > before.lsd;
}

} // namespace

class RefinementPathTest : public QObject {
    Q_OBJECT

    std::optional<models::Timeline> timeline_;
    Steps start_;
    Steps nearer_;      ///< by every error
    Steps treacherous_; ///< a lower MSE, but another error is higher; part of the way there none is

    models::Timeline at(const Steps& steps) const {
        models::Timeline moved = *timeline_;
        moved.setSteps(steps);
        return moved;
    }

    core::Errors errorsAt(const Steps& steps) const { return at(steps).measuredBefore(1).errors; }
    const core::Errors& errorsBefore() const { return timeline_->measuredBefore(1).errors; }

    static Steps stepsOf(const std::optional<models::Timeline>& timeline) {
        return timeline ? Steps{timeline->steps()[0].step} : Steps{};
    }

private Q_SLOTS:
    /// An equalizer cannot make this target: what lowers one error often raises another.
    void initTestCase() {
        timeline_.emplace(core::AudioBuffer(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead")),
                          core::AudioBuffer(core::kAnalysisRateHz, core::renderPreset("dirt_stab", 48)));
        core::Random random(3);
        start_ = {models::randomStep(EffectId::equalizer, random)};
        timeline_->setChain({.steps = start_});
        for (int i = 0; i < 300 && (nearer_.empty() || treacherous_.empty()); ++i) {
            const Steps steps = {models::guessedStep(start_[0], 0.1, random)};
            const core::Errors errors = errorsAt(steps);
            if (errors.mse >= errorsBefore().mse)
                continue;
            if (!rises(errors, errorsBefore()))
                nearer_ = steps;
            else if (models::furthestWithoutRise(*timeline_, {start_, steps}, models::LossKind::mel))
                treacherous_ = steps;
        }
        QVERIFY(!nearer_.empty());
        QVERIFY(!treacherous_.empty());
    }

    void theEndIsKeptIfAllErrorsFell() {
        QCOMPARE(stepsOf(models::furthestWithoutRise(*timeline_, {start_, nearer_}, models::LossKind::mel)), nearer_);
        QCOMPARE(
            stepsOf(models::furthestWithoutRise(*timeline_, {start_, treacherous_, nearer_}, models::LossKind::mel)),
            nearer_);
    }

    void itGoesBackToWhereNoneHadRisen() {
        QCOMPARE(
            stepsOf(models::furthestWithoutRise(*timeline_, {start_, nearer_, treacherous_}, models::LossKind::mel)),
            nearer_);
    }

    void ofATreacherousMoveOnlyAPartIsKept() {
        const auto kept = models::furthestWithoutRise(*timeline_, {start_, treacherous_}, models::LossKind::mel);
        QVERIFY(kept);
        QVERIFY(stepsOf(kept) != treacherous_ && stepsOf(kept) != start_);
        QVERIFY(!rises(kept->measuredBefore(1).errors, errorsBefore()));
        QVERIFY(kept->measuredBefore(1).errors.mse < errorsBefore().mse);
    }

    void byThePerceptualLossTheEndIsKept() {
        QCOMPARE(stepsOf(models::furthestWithoutRise(*timeline_, {start_, nearer_, treacherous_},
                                                     models::LossKind::perceptual)),
                 treacherous_);
    }

    void withoutAMoveNothingIsKept() {
        QVERIFY(!models::furthestWithoutRise(*timeline_, {start_}, models::LossKind::mel));
    }
};

QTEST_APPLESS_MAIN(RefinementPathTest)
#include "refinement_path_test.moc"

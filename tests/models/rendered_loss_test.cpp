// The loss on the sound that proposed knobs make.
#include "models/rendered_loss.h"

#include "core/error.h"
#include "support/test_sounds.h"

#include <QtTest>

using namespace stepwise;

namespace {

constexpr float kKnobStep = 0.02F; ///< of the finite differences

} // namespace

class RenderedLossTest : public QObject {
    Q_OBJECT

    models::Dataset dataset_ = models::renderDataset({.chains = 160, .seed = 8});

    torch::Tensor truth(const models::RenderedRows& rows) const {
        const std::vector<int> outputs = models::effectOutputs(rows.effect).continuous;
        std::vector<float> values;
        for (const std::size_t chain : rows.chains)
            for (const int output : outputs)
                values.push_back(
                    dataset_.chains[chain].missing(rows.prefix).front().values[static_cast<std::size_t>(output)]);
        return torch::tensor(values).view({-1, static_cast<std::int64_t>(outputs.size())});
    }

    double lossOf(models::RenderedLoss& loss, std::uint64_t seed, const torch::Tensor& knobs) {
        loss.draw(seed);
        return loss(knobs).item<double>();
    }

    torch::Tensor gradientOf(models::RenderedLoss& loss, std::uint64_t seed, const torch::Tensor& knobs) {
        loss.draw(seed);
        torch::Tensor leaf = knobs.clone().requires_grad_(true);
        loss(leaf).backward();
        return leaf.grad();
    }

    void checkGradient(models::RenderedLoss& loss, std::uint64_t seed, const torch::Tensor& knobs, float step) {
        const torch::Tensor gradient = gradientOf(loss, seed, knobs);
        for (std::int64_t k = 0; k < knobs.size(1); ++k) {
            torch::Tensor moved = knobs.clone();
            moved.select(1, k).add_(step);
            const double difference = lossOf(loss, seed, moved) - lossOf(loss, seed, knobs);
            const double sum = gradient.select(1, k).sum().item<double>();
            QVERIFY2(std::abs(sum - difference / step) < 1e-3,
                     qPrintable(QString("%1 and %2").arg(sum).arg(difference / step)));
        }
    }

private Q_SLOTS:
    void trueKnobsLoseNothing() {
        models::RenderedLoss loss(dataset_);
        for (std::uint64_t seed = 1; seed <= 4; ++seed)
            QCOMPARE(lossOf(loss, seed, truth(loss.draw(seed))), 0.0);
    }

    void theGradientIsThatOfFiniteDifferences() {
        models::RenderedLoss loss(dataset_);
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const torch::Tensor wanted = truth(loss.draw(seed));
            checkGradient(loss, seed, (wanted + 0.1F).clamp(0.0F, 0.9F), kKnobStep);
            checkGradient(loss, seed, torch::ones_like(wanted), -kKnobStep); // towards the middle
        }
    }

    void itLeadsTowardsTheTrueKnobs() {
        models::RenderedLoss loss(dataset_);
        int towards = 0;
        int rows = 0;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            const torch::Tensor wanted = truth(loss.draw(seed));
            const torch::Tensor knobs = (wanted + 0.08F * torch::randn_like(wanted).sign()).clamp(0.0F, 1.0F);
            const torch::Tensor descent = -gradientOf(loss, seed, knobs) * (wanted - knobs);
            const torch::Tensor along = descent.sum(1);
            rows += static_cast<int>((along != 0.0F).sum().item<std::int64_t>());
            towards += static_cast<int>((along > 0.0F).sum().item<std::int64_t>());
        }
        QVERIFY(rows > 150);
        QVERIFY2(towards > 0.8 * rows, qPrintable(QString("%1 of %2").arg(towards).arg(rows)));
    }

    void validationChainsTeachNothing() {
        models::RenderedLoss loss(dataset_);
        std::size_t leftOut = 0;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            const models::RenderedRows rows = loss.draw(seed);
            QVERIFY(std::ranges::none_of(rows.chains,
                                         [&](std::size_t chain) { return models::isForValidation(dataset_, chain); }));
            leftOut += models::kPackChains - rows.chains.size();
            QVERIFY(gradientOf(loss, seed, (truth(rows) + 0.05F).clamp(0.0F, 1.0F)).abs().sum().item<float>() > 0.0F);
        }
        QVERIFY(leftOut > 0);
    }

    void theSplitGoesByNumberNotByPlace() {
        const models::Dataset part = models::renderDataset({.chains = 160, .seed = 8, .shard = 1, .shards = 3});
        QCOMPARE(part.chains.front().number, std::int64_t{48});
        QVERIFY(models::validationChains(part) == (std::vector<std::size_t>{11, 31}));
        models::RenderedLoss loss(part);
        for (std::uint64_t seed = 1; seed <= 12; ++seed)
            for (const std::size_t chain : loss.draw(seed).chains)
                QVERIFY(part.chains[chain].number % 20 != 19);
    }

    void chainsOfOtherLengthsThanRenderedNowAreRefused() {
        models::Dataset moved = dataset_;
        for (models::ExampleChain& chain : moved.chains)
            chain.number += 16;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            models::RenderedLoss loss(moved);
            const std::string sentence = test::errorOf([&] { lossOf(loss, seed, truth(loss.draw(seed))); });
            QVERIFY2(sentence.find("not what this version renders") != std::string::npos, sentence.c_str());
        }
    }

    void theThreadsChangeNothing() {
        models::RenderedLoss one(dataset_, 1);
        models::RenderedLoss three(dataset_, 3);
        const torch::Tensor knobs = (truth(one.draw(5)) + 0.1F).clamp(0.0F, 1.0F);
        three.draw(5);
        QVERIFY(torch::equal(gradientOf(one, 5, knobs), gradientOf(three, 5, knobs)));
    }

    void dataThatIsRenderedDifferentlyNowIsRefused() {
        const auto refused = [](const models::Dataset& other) {
            models::RenderedLoss loss(other);
            const models::RenderedRows rows = loss.draw(1);
            const auto outputs = static_cast<std::int64_t>(models::effectOutputs(rows.effect).continuous.size());
            return test::errorOf([&] {
                loss(torch::full({static_cast<std::int64_t>(rows.chains.size()), outputs}, 0.5F));
            });
        };
        models::Dataset otherSeed = dataset_;
        otherSeed.seed = 9;
        QVERIFY(refused(otherSeed).find("not what this version renders") != std::string::npos);
        models::Dataset otherSounds = dataset_;
        for (std::uint8_t& byte : otherSounds.bytes)
            byte = static_cast<std::uint8_t>(byte / 2);
        QVERIFY(refused(otherSounds).find("not what this version renders") != std::string::npos);
    }

    void dataOfOlderVersionsIsRefused() {
        models::Dataset old = dataset_;
        for (models::ExampleChain& chain : old.chains)
            chain.number = -1;
        const std::string sentence = test::errorOf([&] { models::RenderedLoss loss(old); });
        QVERIFY2(sentence.find("older version") != std::string::npos, sentence.c_str());
    }
};

QTEST_APPLESS_MAIN(RenderedLossTest)
#include "rendered_loss_test.moc"

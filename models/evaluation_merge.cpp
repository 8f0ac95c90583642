#include "core/error.h"
#include "models/evaluation_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace stepwise::models {

namespace {

void requireSameJob(const Evaluation& one, const Evaluation& first) {
    const auto require = [&](bool isSame, std::string_view what) {
        if (!isSame)
            throw core::Error(fmt::format("{}: is not of the same {} as {}.", one.file, what, first.file));
    };
    require(one.models == first.models, "weights");
    require(one.seed == first.seed, "seed");
    require(one.draw == first.draw, "way of drawing targets");
    require(one.budgetMs == first.budgetMs, "budget");
    require(one.freeRounds == first.freeRounds, "way of ending rounds");
    if (one.part && first.part) {
        require(one.part->shards == first.part->shards, "number of shards");
        require(one.part->targets == first.part->targets, "limit");
        require(one.part->heldOut == first.part->heldOut, "number of held-out targets");
    }
    if (one.calibration && first.calibration)
        require(*one.calibration == *first.calibration, "calibration");
    if (one.refinement && first.refinement) {
        require(one.refinement->method == first.refinement->method, "way of refining");
        require(one.refinement->loss == first.refinement->loss, "loss");
        require(one.refinement->maxRenders == first.refinement->maxRenders, "number of renders");
    }
    for (const auto& [key, result] : one.groups)
        if (const auto found = first.groups.find(key); found != first.groups.end())
            require(result.refinement.method == found->second.refinement.method, "way of refining");
}

/// The same shard may come in several files, one for each group.
bool isRepeated(const Evaluation& one, const Evaluation& other) {
    if (!one.part || !other.part)
        return toJson(one)["counts"] == toJson(other)["counts"];
    const auto isShared = [&](const auto& entry) { return other.groups.contains(entry.first); };
    return one.part == other.part && std::ranges::any_of(one.groups, isShared);
}

/// Every group needs all of its shards.
void requireAllShards(std::span<const Evaluation> shards) {
    const auto isUnknown = [](const Evaluation& one) { return !one.part; };
    if (std::ranges::any_of(shards, isUnknown))
        return;
    for (const Evaluation& one : shards)
        for (const auto& [key, result] : one.groups)
            for (int shard = 0; shard < one.part->shards; ++shard)
                if (std::ranges::none_of(shards, [&, wanted = key](const Evaluation& other) {
                        return other.part->shard == shard && other.groups.contains(wanted);
                    }))
                    throw core::Error(fmt::format("{}: shard {}/{} of {}, {}, is missing beside it.", one.file,
                                                  shard + 1, one.part->shards, core::groupName(key.second),
                                                  conditionKey(key.first)));
}

} // namespace

Evaluation mergeEvaluations(std::span<const Evaluation> shards) {
    for (std::size_t i = 0; i < shards.size(); ++i)
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
            requireSameJob(shards[i], shards[earlier]);
            if (isRepeated(shards[i], shards[earlier]))
                throw core::Error(fmt::format("{}: is the same shard as {}.", shards[i].file, shards[earlier].file));
        }
    requireAllShards(shards);
    Evaluation whole = shards.front();
    for (const Evaluation& shard : shards.subspan(1)) {
        whole.seconds += shard.seconds;
        for (const auto& [key, result] : shard.groups)
            whole.groups[key].add(result);
        if (!shard.part)
            whole.part.reset();
        if (!shard.calibration)
            whole.calibration.reset();
        if (!shard.refinement)
            whole.refinement.reset();
    }
    if (whole.part)
        whole.part = EvaluationPart{0, 1, whole.part->targets, whole.part->heldOut};
    return whole;
}

} // namespace stepwise::models

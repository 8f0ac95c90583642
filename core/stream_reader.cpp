#include "core/stream_reader.h"

#include "core/error.h"

#include <algorithm>
#include <utility>

namespace stepwise::core {

namespace {

constexpr std::size_t kMostStreams = 3; ///< input, target, and one more

} // namespace

StreamReader::~StreamReader() {
    {
        const std::lock_guard lock(mutex_);
        isEnding_ = true;
    }
    isWanted_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

HeardSamples StreamReader::samplesOf(const StoredSound& sound) {
    if (!sound.isInFile())
        return sound.inMemory();
    const std::lock_guard lock(mutex_);
    const std::shared_ptr<const void> identity = sound.identity().lock();
    auto found = std::ranges::find_if(entries_, [&](const Entry& one) { return one.sound.lock() == identity; });
    if (found == entries_.end())
        found = entries_.insert(entries_.end(), {sound.identity(), std::make_shared<SoundStream>(sound)});
    std::rotate(entries_.begin(), found, std::next(found));
    entries_.resize(std::min(entries_.size(), kMostStreams));
    if (!thread_.joinable())
        thread_ = std::thread([this] { run(); });
    return entries_.front().stream;
}

void StreamReader::follow(std::span<const std::int64_t> places) {
    {
        const std::lock_guard lock(mutex_);
        places_.assign(places.begin(), places.end());
        isNews_ = true;
    }
    isWanted_.notify_one();
}

std::string StreamReader::takeTrouble() {
    const std::lock_guard lock(mutex_);
    return std::exchange(trouble_, {});
}

void StreamReader::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        isWanted_.wait(lock, [this] { return isNews_ || isEnding_; });
        if (isEnding_)
            return;
        isNews_ = false;
        const std::vector<Entry> entries = entries_;
        const std::vector<std::int64_t> places = places_;
        lock.unlock();
        std::string trouble;
        try {
            readOnce(entries, places);
        } catch (const Error& error) {
            trouble = error.what();
        }
        lock.lock();
        if (!trouble.empty())
            trouble_ = std::move(trouble);
    }
}

void StreamReader::readOnce(const std::vector<Entry>& entries, std::span<const std::int64_t> places) {
    for (const Entry& entry : entries) {
        entry.stream->readNear(places);
        if (entry.stream->takeStarved())
            ++starvations_;
    }
}

} // namespace stepwise::core

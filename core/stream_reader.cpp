#include "core/stream_reader.h"

#include <algorithm>
#include <exception>
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
    for (; entries_.size() > kMostStreams; entries_.pop_back())
        dropped_.push_back(std::move(entries_.back()));
    if (!thread_.joinable())
        thread_ = std::thread([this] { run(); });
    return entries_.front().stream;
}

void StreamReader::follow(std::span<const std::int64_t> places) {
    {
        const std::lock_guard lock(mutex_);
        dropUnused();
        places_.assign(places.begin(), places.end());
        isNews_ = true;
    }
    isWanted_.notify_one();
}

/// Sounds that nobody else has any more, and that are not played.
void StreamReader::dropUnused() {
    std::erase_if(entries_, [this](Entry& one) {
        const bool isUnused = one.sound.use_count() <= 1 && one.stream.use_count() <= 1;
        if (isUnused)
            dropped_.push_back(one);
        return isUnused;
    });
}

void StreamReader::restart() {
    {
        const std::lock_guard lock(mutex_);
        dropped_.insert(dropped_.end(), entries_.begin(), entries_.end());
        entries_.clear();
        trouble_.clear();
        ++restarts_;
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
        std::vector<Entry> entries = entries_;
        std::vector<Entry> dropped = std::exchange(dropped_, {});
        const std::vector<std::int64_t> places = places_;
        const int restarts = restarts_;
        lock.unlock();
        std::string trouble = read(entries, places);
        dropped.clear();
        entries.clear();
        lock.lock();
        if (!trouble.empty() && restarts == restarts_)
            trouble_ = std::move(trouble);
    }
}

/// Returns what went wrong last.
std::string StreamReader::read(const std::vector<Entry>& entries, std::span<const std::int64_t> places) {
    std::string trouble;
    for (const Entry& entry : entries) {
        try {
            entry.stream->readNear(places);
        } catch (const std::exception& error) {
            trouble = error.what();
        }
        if (entry.stream->takeStarved())
            ++starvations_;
    }
    return trouble;
}

} // namespace stepwise::core

// The thread that reads long sounds from their files ahead of playback.
#pragma once

#include "core/playable_sound.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace stepwise::core {

class StreamReader {
public:
    StreamReader() = default;
    ~StreamReader();
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;

    /// As it is if it lies in memory, else its stream. The last few streams follow what is played, so that switching
    /// between them finds them read.
    HeardSamples samplesOf(const StoredSound& sound);

    /// Frames that are played, or will be at once: at most SoundStream::kMostPlaces. To be called every few hundredths
    /// of a second.
    void follow(std::span<const std::int64_t> places);
    /// Lets all streams go, and forgets what went wrong with them.
    void restart();

    /// How many times the audio thread had to go on without what was not read in time.
    int starvations() const { return starvations_; }
    /// Why nothing can be read any more ("/var/tmp: a temporary file cannot be read ..."), once; else empty.
    std::string takeTrouble();

private:
    struct Entry {
        std::weak_ptr<const void> sound;
        std::shared_ptr<SoundStream> stream;
    };

    void dropUnused();
    void run();
    std::string read(const std::vector<Entry>& entries, std::span<const std::int64_t> places);

    std::mutex mutex_; ///< for what follows, up to the thread
    std::condition_variable isWanted_;
    std::vector<Entry> entries_; ///< last used first
    std::vector<Entry> dropped_; ///< let go by the reading thread, since that may take a while
    std::vector<std::int64_t> places_;
    std::string trouble_;
    int restarts_ = 0;
    bool isNews_ = false;
    bool isEnding_ = false;
    std::thread thread_; ///< from the first stream on
    std::atomic<int> starvations_ = 0;
};

} // namespace stepwise::core

// What else a machine does while something is measured on it: threads that only compute, the time that the machine
// below a virtual one takes away, and when even the first of all threads did not run.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace stepwise::test {

/// Threads that compute and call the system for nothing, as ready to give way as the program's own workers.
class ComputingThreads {
public:
    explicit ComputingThreads(int count) {
        for (int i = 0; i < count; ++i)
            threads_.emplace_back([](const std::stop_token& stop) {
                constexpr int kWorkersNice = 10;
                setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kWorkersNice);
                std::atomic<double> value = 1.0;
                while (!stop.stop_requested())
                    value = std::sin(value) + 1.0;
            });
    }

private:
    std::vector<std::jthread> threads_;
};

/// On each core a thread that comes before all others, real-time audio included, and does nothing but wake up every
/// millisecond. When it wakes up late, no program had that core: the kernel was busy, or the host had taken the core.
class MachineWatch {
public:
    using Clock = std::chrono::steady_clock;

    MachineWatch() {
        for (unsigned core = 0; core < std::max(1U, std::thread::hardware_concurrency()); ++core)
            threads_.emplace_back([this, core](const std::stop_token& stop) { watch(stop, core); });
    }

    /// Whether all watchers could be put first; needs the right to real-time priority.
    bool isFirst() const { return isFirst_; }

    /// Whether any core was late between the two times.
    bool wasLate(Clock::time_point from, Clock::time_point until) const {
        const std::lock_guard lock(mutex_);
        return std::ranges::any_of(late_, [&](const Late& one) { return one.woke >= from && one.due <= until; });
    }

    /// How late the latest was.
    double longestLatenessMs() const {
        const std::lock_guard lock(mutex_);
        Clock::duration longest{0};
        for (const Late& one : late_)
            longest = std::max(longest, one.woke - one.due);
        return std::chrono::duration<double, std::milli>(longest).count();
    }

    /// The share of the time since `start` that lies within `reach` before the end of any lateness: how many of the
    /// moments chosen by chance `wasLate` would blame on the machine.
    double shareOfTime(Clock::time_point start, Clock::duration reach) const {
        const auto now = Clock::now();
        const std::lock_guard lock(mutex_);
        std::vector<Late> late = late_;
        std::ranges::sort(late, {}, &Late::due);
        Clock::duration covered{0};
        Clock::time_point end = start;
        for (const Late& one : late) {
            const auto from = std::max(end, one.due);
            end = std::max(end, std::min(now, one.woke + reach));
            covered += std::max(Clock::duration{0}, end - from);
        }
        return std::chrono::duration<double>(covered) / std::chrono::duration<double>(now - start);
    }

private:
    struct Late {
        Clock::time_point due;
        Clock::time_point woke;
    };

    void watch(const std::stop_token& stop, unsigned core) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET(core, &cores);
        sched_param priority = {};
        priority.sched_priority = sched_get_priority_max(SCHED_FIFO);
        if (pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores) != 0 ||
            pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) != 0)
            isFirst_ = false;
        constexpr std::chrono::milliseconds kPeriod{1};
        for (auto due = Clock::now(); !stop.stop_requested();) {
            due += kPeriod;
            std::this_thread::sleep_until(due);
            const auto woke = Clock::now();
            if (woke - due > kPeriod) {
                const std::lock_guard lock(mutex_);
                late_.push_back({due, woke});
                due = woke;
            }
        }
    }

    mutable std::mutex mutex_;
    std::vector<Late> late_;
    std::atomic<bool> isFirst_ = true;
    std::vector<std::jthread> threads_;
};

/// Milliseconds since the start, over all cores, in which a virtual machine had work but no core to run on ("steal"
/// of /proc/stat, proc(5)); 0 where that is not told.
inline double stolenMs() {
    std::ifstream file("/proc/stat");
    std::string name;
    double user = 0.0, nice = 0.0, system = 0.0, idle = 0.0, waiting = 0.0, interrupts = 0.0, soft = 0.0, stolen = 0.0;
    file >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >> stolen;
    return file ? 1000.0 * stolen / static_cast<double>(sysconf(_SC_CLK_TCK)) : 0.0;
}

} // namespace stepwise::test

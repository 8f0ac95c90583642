// What else a machine does while something is measured on it: threads that only compute, and the time that the
// machine below a virtual one takes away.
#pragma once

#include <atomic>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

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

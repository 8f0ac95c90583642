// What FFmpeg would print: nothing is printed, and what its error codes do not tell is remembered.
#pragma once

namespace stepwise::core {

struct Complaints {
    bool isIndexMissing = false;
    bool isProtected = false;
};

/// Forgets this thread's complaints, and hears what FFmpeg says on it from now on.
void hearComplaints();
/// Of this thread.
const Complaints& complaints();

} // namespace stepwise::core

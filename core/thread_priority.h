// How much the system prefers a thread.
#pragma once

namespace stepwise::core {

/// The calling thread, and those that it starts, work when playback and the window leave time for it.
void workInBackground();

} // namespace stepwise::core

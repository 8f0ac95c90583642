// What a signal that ends the command line leaves behind: nothing.
#pragma once

namespace stepwise::app {

/// SIGINT, SIGTERM and SIGHUP, unless they are ignored, remove files in the making before they end the program.
void clearUpWhenTerminated();

} // namespace stepwise::app

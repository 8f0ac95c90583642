// What screen readers learn of the widgets that are drawn by hand: role, value, and the actions they know.
#pragma once

namespace stepwise::ui {

/// Once, before the first window.
void installAccessibility();

} // namespace stepwise::ui

// What suggestions and refinements listen to: sounds as they are, and of long ones the loudest part.
#pragma once

#include "models/suggester.h"
#include "models/timeline.h"
#include "ui/round_renderer.h"

namespace stepwise::ui {

/// Longer sounds than this are listened to in part.
inline constexpr double kMostListenedSeconds = models::kMostSearchedSeconds;
inline constexpr double kExcerptSeconds = 20.0;

bool isListenedInPart(const Pair& pair);

/// Whole seconds, from the start of the sounds: where both are loudest for kExcerptSeconds.
std::size_t loudestStartSeconds(const core::StoredSound& input, const core::StoredSound& target);

/// A round without steps. Throws core::Error.
models::Timeline listenedPart(const TimelineSound& roundInput, const Pair& pair);

} // namespace stepwise::ui

// Work that goes piece by piece, under the progress of a background worker.
#pragma once

#include "core/piece_progress.h"
#include "effects/chain_renderer.h"

namespace stepwise::ui {

/// Tells `progress`, which lives longer; a cancel ends the work.
inline core::OnPiece cancellable(const effects::Progress& progress) {
    return [&progress](double share) {
        if (!progress(share))
            throw effects::Cancelled{};
    };
}

} // namespace stepwise::ui

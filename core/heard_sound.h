// What the control thread wants to be heard.
#pragma once

#include "core/live_stage.h"
#include "core/stored_sound.h"

#include <memory>

namespace stepwise::core {

/// Sounds at their own rates; long ones may lie in files.
struct HeardSound {
    StoredSound audio; ///< heard where there is no tap; none: silence
    float gain = 1.0F;
    std::shared_ptr<LiveStage> stage; ///< runs along, heard or not
    StoredSound stageInput;
    int tap = -1; ///< the stage's part that is heard instead of `audio`

    bool isLive() const { return stage && stageInput && tap >= 0; }
};

} // namespace stepwise::core

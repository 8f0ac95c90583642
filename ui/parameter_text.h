// Knobs in words, in the window's language: what the rack says in English in effects/parameter.h and effects/chain.h.
#pragma once

#include "effects/chain.h"

#include <QString>

namespace stepwise::ui {

/// A text of the rack: a name, a choice or a help.
QString rackText(std::string_view text);

/// "1.25 kHz", in German "1,25 kHz"; or a choice.
QString valueText(const effects::ParameterInfo& parameter, float normalised);

/// "Drive +18.6 dB, Mode Sine fold".
QString stepSettings(const effects::Step& step);

} // namespace stepwise::ui

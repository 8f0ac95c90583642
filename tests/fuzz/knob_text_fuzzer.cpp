// What is typed into a knob's field, taken as that of every parameter.
#include "effects/parameter.h"
#include "fuzz/input.h"
#include "ui/knob_text.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::textOf(data, size);
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    for (const effects::EffectId effect : effects::kAllEffects)
        for (const effects::ParameterInfo& parameter : effects::effectInfo(effect).parameters)
            if (const std::optional<double> number = ui::numberFromKnobText(text, parameter.unit)) {
                const float position = effects::fromDisplay(parameter, static_cast<float>(*number));
                fuzz::require(position >= 0.0F && position <= 1.0F);
                fuzz::require(!effects::formatDisplay(parameter, position).empty());
            }
    return 0;
}

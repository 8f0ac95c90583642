#include "ui/parameter_text.h"

#include "ui/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace stepwise::ui {

QString rackText(std::string_view text) {
    return QCoreApplication::translate("Rack", std::string(text).c_str());
}

QString valueText(const effects::ParameterInfo& parameter, float normalised) {
    const effects::DisplayText text = effects::displayText(parameter, normalised);
    return text.number.empty() ? rackText(text.rest) : localised(text.number) + QString::fromStdString(text.rest);
}

QString stepSettings(const effects::Step& step) {
    QStringList settings;
    for (const std::size_t i : effects::describedParameters(step)) {
        const effects::ParameterInfo& parameter = effects::effectInfo(step.effect).parameters[i];
        settings += rackText(parameter.name) + ' ' + valueText(parameter, step.values[i]);
    }
    return settings.join(QCoreApplication::translate("Rack", ", "));
}

} // namespace stepwise::ui

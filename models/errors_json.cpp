#include "models/errors_json.h"

#include <string>

namespace stepwise::models {

nlohmann::ordered_json errorsJson(const core::Errors& errors) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const core::ErrorColumn& column : core::kErrorColumns)
        json[std::string(column.key)] = errors.*column.value;
    return json;
}

} // namespace stepwise::models

#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "app/cli/output.h"
#include "core/error.h"
#include "effects/processor.h"
#include "effects/rack.h"
#include "models/predictor.h"
#include "models/torch_runtime.h"

#if defined(STEPWISE_HAS_PLAYBACK)
#include "core/playback.h"
#endif

#include <fmt/format.h>

#include <memory>

namespace stepwise::app {

namespace {

Json modelsJson() {
    const std::filesystem::path folder = models::defaultModelFolder();
    try {
        return {{"folder", folder.string()}, {"name", models::loadPredictor(folder)->name()}};
    } catch (const core::Error& error) {
        return {{"folder", folder.string()}, {"error", error.what()}};
    }
}

Json devicesJson() {
    Json devices = Json::array();
#if defined(STEPWISE_HAS_PLAYBACK)
    for (const core::OutputDevice& device : core::Player::outputDevices())
        devices.push_back({{"index", device.index},
                           {"name", device.name},
                           {"host_api", device.hostApi},
                           {"channels", device.maxChannels},
                           {"rate_hz", device.defaultRateHz}});
#endif
    return devices;
}

std::string instructionsName() {
    switch (effects::bestInstructions()) {
    case effects::Instructions::avx512:
        return "AVX-512";
    case effects::Instructions::avx2:
        return "AVX2";
    case effects::Instructions::baseline:
        break;
    }
    return "baseline";
}

void info(bool asJson) {
    const int lanes = effects::laneCount(effects::bestInstructions());
    const Json json = {{"version", STEPWISE_VERSION},
                       {"rack", effects::kRackVersion},
                       {"instructions", instructionsName()},
                       {"lanes", lanes},
                       {"models", modelsJson()},
                       {"networks", models::torchDescription()},
                       {"audio_devices", devicesJson()}};
    if (asJson) {
        printJson(json);
        return;
    }
    print("Stepwise {}, rack version {}\n", STEPWISE_VERSION, effects::kRackVersion);
    print("Instructions: {} ({} lanes)\n", instructionsName(), lanes);
    const Json& weights = json["models"];
    print("Models: {}\n",
          weights.contains("name") ? weights["name"].get<std::string>() : weights["error"].get<std::string>());
    print("Networks run on: {}\n", models::torchDescription());
    if (json["audio_devices"].empty())
        print("Audio devices: none\n");
    for (const Json& device : json["audio_devices"])
        print("Audio device {}: {} ({})\n", device["index"].get<int>(), device["name"].get<std::string>(),
              device["host_api"].get<std::string>());
}

} // namespace

void addInfoCommand(CLI::App& program) {
    auto* command = program.add_subcommand("info", "Versions, rack, models and audio devices");
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print JSON");
    command->callback([json] { info(*json); });
}

} // namespace stepwise::app

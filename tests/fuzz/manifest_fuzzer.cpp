// The manifest beside weights: its calibration, and the model card that is made of it.
#include "fuzz/input.h"
#include "models/manifest.h"
#include "models/model_card_training.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("manifest.json");
    file.hold(fuzz::textOf(data, size));
    fuzz::expectAnswer([] {
        const nlohmann::ordered_json manifest = models::readManifest(file.path());
        fuzz::require(models::readCalibration(file.folder()) == models::calibrationIn(manifest, file.path()));
        models::manifestText(manifest, "fingerprint", file.path());
        models::manifestBytes(manifest, file.path());
        try {
            fuzz::require(!models::trainingSection(manifest).empty() && !models::paperSection(manifest).empty());
        } catch (const nlohmann::json::exception&) { // lacks figures: named by exportModel()
        } catch (const std::out_of_range&) {
        }
    });
    return 0;
}

#include "ui/model_loader.h"

namespace stepwise::ui {

ModelLoader::~ModelLoader() {
    if (thread_.joinable())
        thread_.join();
}

void ModelLoader::load(const std::filesystem::path& folder) {
    isLoading_ = true;
    thread_ = std::thread([this, folder] {
        std::shared_ptr<models::Predictor> predictor;
        QString error;
        try {
            predictor = models::loadPredictor(folder);
        } catch (const std::exception& exception) {
            error = QString::fromUtf8(exception.what());
        }
        mailbox_.post([this, predictor, error] {
            isLoading_ = false;
            error_ = error;
            if (predictor)
                setPredictor(predictor);
            else
                Q_EMIT failed(error);
            Q_EMIT changed();
        });
    });
}

void ModelLoader::setPredictor(std::shared_ptr<models::Predictor> predictor) {
    suggester_ = std::make_shared<models::Suggester>(std::move(predictor));
    Q_EMIT changed();
}

QString ModelLoader::missingReason() const {
    if (suggester_)
        return {};
    if (isLoading_)
        return tr("The networks are being loaded.");
    return error_.isEmpty() ? tr("There are no trained networks.") : error_;
}

} // namespace stepwise::ui

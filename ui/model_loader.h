// Loads and warms up the networks on a thread of its own.
#pragma once

#include "models/suggester.h"
#include "ui/mailbox.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <thread>

namespace stepwise::ui {

class ModelLoader : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~ModelLoader() override;

    void load(const std::filesystem::path& folder);
    void setPredictor(std::shared_ptr<models::Predictor> predictor);

    /// None until the networks are there.
    const std::shared_ptr<models::Suggester>& suggester() const { return suggester_; }
    /// Why there is none, or empty.
    QString missingReason() const;

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    std::shared_ptr<models::Suggester> suggester_;
    QString error_;
    bool isLoading_ = false;
    Mailbox mailbox_;
    std::thread thread_;
};

} // namespace stepwise::ui

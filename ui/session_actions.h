// The File menu's part about sessions, and the questions that go with it.
#pragma once

#include "ui/session.h"

#include <QObject>

#include <functional>

class QMenu;
class QWidget;

namespace stepwise::ui {

class SessionActions : public QObject {
    Q_OBJECT

public:
    /// Adds its entries to `fileMenu`; dialogs and the title belong to `window`.
    SessionActions(Session& session, QMenu& fileMenu, QWidget& window);

    void open(const QString& path);
    /// Asks whether to save what would be lost; then goes on, unless the answer is Cancel or saving fails.
    void askThen(const std::function<void()>& next);
    /// Offers what a program left that did not save; whether it is being recovered.
    bool offerRecovery();

private:
    void startNew();
    void openDialog();
    void save(const std::function<void()>& then);
    void saveAs(const std::function<void()>& then) { saveAs(then, proposedPath()); }
    void saveAs(const std::function<void()>& then, const QString& proposed);
    QString proposedPath() const;
    void askWhatStays(const RefusedSave& refused);
    void fillRecent();
    void showTitle();

    Session& session_;
    QWidget& window_;
    QMenu* recent_;
};

} // namespace stepwise::ui

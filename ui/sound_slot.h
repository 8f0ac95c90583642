// Where the input or the target is chosen: file dialog, a menu of built-in sounds, or a file dropped on it.
#pragma once

#include <QFrame>

class QLabel;
class QMenu;

namespace stepwise::ui {

class SoundSlot : public QFrame {
    Q_OBJECT

public:
    SoundSlot(const QString& title, const QString& help, QWidget* parent = nullptr);

    void setSoundName(const QString& name);
    /// Offers these files in the menu.
    void showRecent(const QStringList& paths);
    /// More sources beside "Open file ...".
    QMenu* menu() { return menu_; }

Q_SIGNALS:
    void fileChosen(const QString& path);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void openDialog();
    void setDropping(bool dropping);

    QString title_;
    QLabel* name_;
    QMenu* menu_;
    QAction* recentTitle_;
    QAction* recentEnd_;
    QList<QAction*> recent_;
};

/// "Sounds (*.wav *.flac ...)" for dialogs that open.
QString readableSoundFilter();
/// For dialogs that save.
QString writableSoundFilter();

} // namespace stepwise::ui

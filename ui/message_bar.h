// What the program has to say, in a sentence; it stays until something newer is said, or until it is closed.
#pragma once

#include <QFrame>

class QLabel;

namespace stepwise::ui {

class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Hidden while there is nothing to say.
    void say(const QString& sentence);
    QString text() const;

private:
    QLabel* label_;
};

} // namespace stepwise::ui

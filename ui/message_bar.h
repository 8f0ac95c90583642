// What the program has to say, in a sentence; it stays until the learner asks for something new, or closes it.
#pragma once

#include <QFrame>

class QLabel;

namespace stepwise::ui {

class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Hidden while there is nothing to say. What was said before stays above, up to three sentences.
    void say(const QString& sentence);
    void clear();
    QString text() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    QLabel* label_;
    QStringList sentences_;
};

} // namespace stepwise::ui

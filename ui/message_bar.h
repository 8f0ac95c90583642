// What the program has to say, in a sentence; it stays until the learner asks for something new, or closes it. Notes
// about the work go with the next edit.
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;

namespace stepwise::ui {

class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Hidden while there is nothing to say. What was said before stays above, up to three sentences.
    void say(const QString& sentence);
    /// Says what is true of the work as it stands now.
    void note(const QString& sentence);
    /// The work has changed: earlier notes are gone. A note that was said together with the edit is about it, and
    /// stays.
    void dropNotes();
    void clear();
    QString text() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showSentences(const QStringList& sentences);
    void fit();

    QLabel* label_;
    QStringList sentences_;
    QStringList notes_;      ///< of them
    QStringList freshNotes_; ///< of them, said in this turn of the event loop
    QTimer turn_;
};

} // namespace stepwise::ui

// A card of the timeline: name, state, knobs in words, mel spectrogram, the error against the target, and what can be
// done with the step.
#pragma once

#include "ui/card_text.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace stepwise::ui {

class HeardMark;
class SpectrogramPlot;

class SoundCard : public QFrame {
    Q_OBJECT

public:
    /// Cards of steps can be switched, accepted, replaced and dragged; input and target cannot.
    explicit SoundCard(bool isStep, QWidget* parent = nullptr);

    void setText(const CardText& text);
    void setStep(bool isOn, bool isAccepted);
    void setSelected(bool selected);
    void setHeard(bool heard);
    /// Of a card that is no step: shows the button of its menu.
    void offerMenu(const QString& help);

    SpectrogramPlot* plot() { return plot_; }
    QString errorText() const;
    QString stateText() const;
    bool isStep() const { return isStep_; }
    bool isSelected() const { return property("selected").toBool(); }
    /// Filled when they are about to be shown.
    QMenu* replaceMenu() { return replaceMenu_; }
    QMenu* moreMenu() { return moreMenu_; }

    /// At least; as wide as its row makes it.
    static constexpr int kWidth = 186;

Q_SIGNALS:
    void clicked();
    /// Return: the keyboard goes on to the step's knobs.
    void knobsAsked();
    void listenAsked();
    void readOut(const QString& text);
    void switched(bool isOn);
    void accepted(bool isAccepted);
    /// Left and right arrows: -1, +1.
    void neighbourAsked(int direction);
    void dragged(const QPoint& globalPosition);
    void dropped(const QPoint& globalPosition);
    void dragGivenUp(); ///< with Esc

protected:
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeStepRow();
    void describe();
    void fitText();
    void nameButtons();
    bool hasMenu() const;
    bool moveCursor(const QKeyEvent& event);

    bool isStep_;
    bool isNarrow_ = true; ///< symbols instead of words on the buttons, and more lines of text
    bool mayDrag_ = false; ///< from the press of the button on, until Esc
    bool isDragging_ = false;
    CardText text_;
    QPoint pressedAt_;
    QLabel* title_;
    QLabel* state_;
    QLabel* settings_;
    QLabel* error_;
    QLabel* help_;
    HeardMark* heard_;
    QPushButton* listen_;
    SpectrogramPlot* plot_;
    QCheckBox* on_ = nullptr;
    QToolButton* accept_ = nullptr;
    QToolButton* replace_ = nullptr;
    QToolButton* more_ = nullptr;
    QMenu* replaceMenu_ = nullptr;
    QMenu* moreMenu_ = nullptr;
};

} // namespace stepwise::ui

// The level of what is played: a bar a side over a scale in dB, the loudest of the last second, and a word when it is
// too loud.
#pragma once

#include <QWidget>

#include <array>

namespace stepwise::ui {

class LevelMeter : public QWidget {
    Q_OBJECT

public:
    explicit LevelMeter(QWidget* parent = nullptr);

    /// Largest magnitudes since the last call, full scale 1; called about every `kMeterMs` milliseconds.
    void setPeaks(const std::array<float, 2>& peaks);
    void clear();
    /// "-6 dB", or "silent".
    QString valueText() const;

    QSize sizeHint() const override { return {190, 34}; }
    QSize minimumSizeHint() const override { return {120, 30}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void drawScale(QPainter& painter, double width) const;

    struct Side {
        double shownDb;
        double heldDb;
        int heldFor;
    };
    std::array<Side, 2> sides_;
    bool isOver_ = false;
};

inline constexpr int kMeterMs = 16;

} // namespace stepwise::ui

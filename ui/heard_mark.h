// A small loudspeaker in the title of the card that is heard.
#pragma once

#include <QWidget>

namespace stepwise::ui {

class HeardMark : public QWidget {
    Q_OBJECT

public:
    explicit HeardMark(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace stepwise::ui

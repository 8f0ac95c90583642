// What the colours of the spectrograms mean, in dB.
#pragma once

#include "ui/view_options.h"

#include <QWidget>

namespace stepwise::ui {

class ColourBar : public QWidget {
    Q_OBJECT

public:
    explicit ColourBar(QWidget* parent = nullptr);

    void setOptions(const ViewOptions& options);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ViewOptions options_;
};

} // namespace stepwise::ui

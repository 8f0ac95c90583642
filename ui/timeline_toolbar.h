// How spectrograms are drawn, and the zoom in time.
#pragma once

#include "ui/view_options.h"

#include <QWidget>

class QComboBox;

namespace stepwise::ui {

class TimelineToolbar : public QWidget {
    Q_OBJECT

public:
    explicit TimelineToolbar(QWidget* parent = nullptr);

    /// topDb is not its business.
    ViewOptions options() const;
    void setOptions(const ViewOptions& options);

Q_SIGNALS:
    void optionsChanged();
    void zoomAsked(double factor);
    void showAllAsked();

private:
    void keepOptions() const;
    QComboBox* addBox(const QString& name, const QString& help);

    QComboBox* difference_;
    QComboBox* colours_;
    QComboBox* range_;
};

} // namespace stepwise::ui

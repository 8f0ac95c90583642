// What this program is, its licence, and those of what it is built on.
#pragma once

#include <QDialog>

namespace stepwise::ui {

class AboutDialog : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

} // namespace stepwise::ui

// Text that ends with an ellipsis where there is no room for all of it.
#pragma once

#include <QFont>
#include <QString>

namespace stepwise::ui {

/// Broken into at most `lines` lines of `width` pixels.
QString elidedText(const QString& text, const QFont& font, int width, int lines);

} // namespace stepwise::ui

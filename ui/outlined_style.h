// Fusion with outlines that can be seen: its own stand out against a dark window by less than 3 : 1.
#pragma once

#include <QProxyStyle>

namespace stepwise::ui {

class OutlinedStyle : public QProxyStyle {
public:
    OutlinedStyle() : QProxyStyle("Fusion") {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
};

} // namespace stepwise::ui

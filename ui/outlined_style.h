// Fusion with outlines that can be seen (its own stand out against a dark window by less than 3 : 1), and with more
// room around the words on buttons.
#pragma once

#include <QProxyStyle>

namespace stepwise::ui {

class OutlinedStyle : public QProxyStyle {
public:
    OutlinedStyle() : QProxyStyle("Fusion") {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget = nullptr) const override;
};

} // namespace stepwise::ui

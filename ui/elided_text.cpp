#include "ui/elided_text.h"

#include <QFontMetrics>
#include <QTextLayout>
#include <QTextOption>

namespace stepwise::ui {

QString elidedText(const QString& text, const QFont& font, int width, int lines) {
    const QFontMetrics metrics(font);
    QStringList result;
    for (const QString& paragraph : text.split('\n')) {
        QTextLayout layout(paragraph, font);
        QTextOption wrapping;
        wrapping.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // file names may have no spaces
        layout.setTextOption(wrapping);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid() && result.size() < lines;
             line = layout.createLine()) {
            line.setLineWidth(width);
            const bool isLast = result.size() + 1 == lines;
            result += isLast ? metrics.elidedText(paragraph.mid(line.textStart()), Qt::ElideRight, width)
                             : paragraph.mid(line.textStart(), line.textLength()).trimmed();
        }
        layout.endLayout();
    }
    return result.join('\n');
}

} // namespace stepwise::ui

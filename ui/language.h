// The language of the window: its texts, and with them its numbers and dates.
#pragma once

#include <QLocale>

class QCoreApplication;

namespace stepwise::ui {

/// Texts are in `language` (as "de", or empty for the system's), or in English where there is no translation; numbers
/// and dates follow the language that the texts are in, whatever the system's is. Call it once, before the window.
void chooseLanguage(QCoreApplication& application, const QString& language);

/// How numbers and dates are written in `language`, that of the texts: as in the system's country if `wanted` has that
/// language, too.
QLocale formatsOf(const QString& language, const QLocale& wanted);

} // namespace stepwise::ui

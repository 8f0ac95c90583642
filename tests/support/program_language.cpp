// Compiled into the window's tests: their texts and numbers are in the language that the program's are in, whatever the
// system's is.
#include "ui/language.h"

#include <QCoreApplication>

namespace {

void chooseLanguage() {
    stepwise::ui::chooseLanguage(*QCoreApplication::instance(), {});
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(chooseLanguage)

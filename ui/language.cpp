#include "ui/language.h"

#include <QCoreApplication>
#include <QTranslator>

#include <memory>

namespace stepwise::ui {

namespace {

constexpr const char* kOwnLanguage = "en_US"; ///< that the texts in the sources are in

} // namespace

QLocale formatsOf(const QString& language, const QLocale& wanted) {
    const QLocale texts(language);
    for (const QString& name : wanted.uiLanguages())
        // Made anew: what QLocale::system() says of numbers is not what its language says.
        if (const QLocale candidate(name); candidate.language() == texts.language())
            return candidate;
    return texts;
}

void chooseLanguage(QCoreApplication& application, const QString& language) {
    const QLocale wanted = language.isEmpty() ? QLocale::system() : QLocale(language);
    auto translator = std::make_unique<QTranslator>();
    const bool isTranslated = translator->load(wanted, "stepwise", "_", ":/i18n");
    QLocale::setDefault(formatsOf(isTranslated ? translator->language() : kOwnLanguage, wanted));
    if (!isTranslated)
        return;
    translator->setParent(&application);
    QCoreApplication::installTranslator(translator.release());
}

} // namespace stepwise::ui

#include "ui/appearance_settings_page.h"

#include <QComboBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>

namespace stepwise::ui {

namespace {

/// English is in the program; the others are the translations built into it.
QStringList builtInLanguages() {
    QStringList locales = {"en"};
    for (const QString& file : QDir(":/i18n").entryList({"stepwise_*.qm"}, QDir::Files))
        locales += file.mid(9).chopped(3);
    locales.removeDuplicates();
    return locales;
}

} // namespace

AppearanceSettingsPage::AppearanceSettingsPage(ProgramSettings& settings, QWidget* parent) : QWidget(parent) {
    auto* theme = new QComboBox;
    theme->addItem(tr("As the system"), QVariant::fromValue(static_cast<int>(ThemeChoice::system)));
    theme->addItem(tr("Light"), QVariant::fromValue(static_cast<int>(ThemeChoice::light)));
    theme->addItem(tr("Dark"), QVariant::fromValue(static_cast<int>(ThemeChoice::dark)));
    theme->setCurrentIndex(theme->findData(static_cast<int>(settings.theme())));
    auto* language = new QComboBox;
    language->addItem(tr("As the system"), QString());
    for (const QString& locale : builtInLanguages())
        language->addItem(QLocale(locale).nativeLanguageName(), locale);
    language->setCurrentIndex(std::max(0, language->findData(settings.language())));
    auto* note = new QLabel(tr("Another language is used from the next start of Stepwise on."));
    note->setObjectName("dim");
    note->setWordWrap(true);
    auto* layout = new QFormLayout(this);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->addRow(tr("&Theme"), theme);
    layout->addRow(tr("&Language"), language);
    layout->addRow(note);
    connect(theme, &QComboBox::activated, this, [this, theme, &settings] {
        const auto choice = static_cast<ThemeChoice>(theme->currentData().toInt());
        settings.setTheme(choice);
        Q_EMIT themeChosen(choice);
    });
    connect(language, &QComboBox::activated, this,
            [language, &settings] { settings.setLanguage(language->currentData().toString()); });
}

} // namespace stepwise::ui

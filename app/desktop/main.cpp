// stepwise: the desktop program.

#include "core/asset_folder.h"
#include "models/predictor.h"
#include "ui/main_window.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLibraryInfo>
#include <QPalette>
#include <QTranslator>

int main(int argc, char** argv) {
    using namespace stepwise;
    QApplication application(argc, argv);
    QApplication::setOrganizationName("Stepwise");
    QApplication::setApplicationName("Stepwise");
    QApplication::setApplicationVersion(STEPWISE_VERSION);
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Teaches sound design one effect at a time."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption input("input", QApplication::translate("main", "The dry sound."), "file");
    const QCommandLineOption target("target", QApplication::translate("main", "The sound to reach."), "file");
    parser.addOptions({input, target});
    parser.addPositionalArgument("session", QApplication::translate("main", "A session to open."), "[session]");
    parser.process(application);

    QTranslator translator;
    if (translator.load(QLocale(), "stepwise", "_", ":/i18n"))
        QApplication::installTranslator(&translator);
    const bool isDark = application.palette().color(QPalette::Window).lightness() < 128;
    ui::applyTheme(application, isDark ? ui::darkTheme() : ui::lightTheme());

    ui::TimelineController controller;
    ui::MainWindow window(controller);
    window.addDemos(QString::fromStdString((core::assetFolder() / "demos").string()));
    window.show();
    controller.loadModels(models::defaultModelFolder());
    const bool recovers = window.offerRecovery();
    if (recovers)
        return QApplication::exec();
    if (!parser.positionalArguments().isEmpty())
        window.openSession(parser.positionalArguments().first());
    else if (parser.isSet(input) && parser.isSet(target))
        controller.loadPair(parser.value(input), parser.value(target));
    else if (parser.isSet(input))
        controller.loadInput(parser.value(input));
    else if (parser.isSet(target))
        controller.loadTarget(parser.value(target));
    else
        window.openFirstDemo();
    return QApplication::exec();
}

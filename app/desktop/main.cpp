// stepwise: the desktop program.

#include "app/desktop/start_report.h"
#include "app/desktop/termination_signals.h"
#include "core/asset_folder.h"
#include "core/freed_memory.h"
#include "core/write_error.h"
#include "models/predictor.h"
#include "ui/accessibility.h"
#include "ui/appearance.h"
#include "ui/audition.h"
#include "ui/file_path.h"
#include "ui/keyboard_focus.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/window_state.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include <clocale>
#include <span>

namespace {

QIcon programIcon() {
    QIcon icon;
    const std::filesystem::path folder = stepwise::core::assetFolder() / "icons";
    for (const char* file : {"stepwise-32.png", "stepwise-64.png", "stepwise-256.png"})
        icon.addFile(stepwise::ui::fromPath(folder / file));
    return icon;
}

void nameProgram() {
    QApplication::setOrganizationName("Stepwise");
    QApplication::setApplicationName("Stepwise");
    QApplication::setDesktopFileName("stepwise");
    QApplication::setWindowIcon(programIcon());
    QApplication::setApplicationVersion(STEPWISE_VERSION);
}

struct CommandLine {
    stepwise::ui::StartRequest request;
    bool reportsStart = false; ///< for tests
};

/// Ends the program where help or the version is asked for, or what is not there.
CommandLine parse(std::span<char* const> arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Teaches sound design one effect at a time."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption input("input", QApplication::translate("main", "The dry sound."), "file");
    const QCommandLineOption target("target", QApplication::translate("main", "The sound to reach."), "file");
    QCommandLineOption reportStart("report-start");
    reportStart.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({input, target, reportStart});
    parser.addPositionalArgument("files", QApplication::translate("main", "A session, a chain, or input and target."),
                                 "[files]");
    // As bytes: names of files may be in any encoding.
    QStringList texts;
    for (const char* argument : arguments)
        texts += stepwise::ui::fromBytes(argument);
    parser.process(texts);
    return {{.input = parser.value(input), .target = parser.value(target), .files = parser.positionalArguments()},
            parser.isSet(reportStart)};
}

} // namespace

int main(int argc, char** argv) {
    using namespace stepwise;
    core::holdStandardStreams();
    core::takeWriteErrorsWithoutSignals();
    core::returnFreedBlocks();
    QApplication application(argc, argv);
    // Qt has chosen the system's; libraries that read and write numbers in C's way expect this.
    std::setlocale(LC_NUMERIC, "C");
    nameProgram();
    const ui::ProgramSettings settings;
    ui::chooseLanguage(application, settings.language());
    // Without what Qt took for itself.
    CommandLine commandLine = parse(std::span(argv, static_cast<std::size_t>(argc)));
    ui::installAccessibility();
    const ui::KeyboardFocus focus(application);
    ui::Appearance appearance(application);
    appearance.choose(settings.theme());

    const app::TerminationSignals termination;
    ui::TimelineController controller;
    ui::MainWindow window(controller);
    QObject::connect(&termination, &app::TerminationSignals::asked, &window, [&window] {
        window.closeUnasked();
        QApplication::exit(); // questions that are open, too
    });
    QObject::connect(&window, &ui::MainWindow::themeChosen, &appearance, &ui::Appearance::choose);
    new ui::WindowState(window);
    window.addDemos(ui::fromPath(core::assetFolder() / "demos"));
    if (commandLine.reportsStart)
        new app::StartReport(window);
    window.show();
    controller.loadModels(models::defaultModelFolder());
    commandLine.request.output = settings.audioOutput();
    window.openAtStart(commandLine.request);
    return termination.wasAsked() ? 0 : QApplication::exec(); // asked during a question at the start
}

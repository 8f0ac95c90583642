// Draws the pictures of the README: the main job with a demo pair, the real networks and the real window.
// Usage: readme_pictures FOLDER (scripts/make_pictures does it)
#include "models/predictor.h"
#include "support/window_fixture.h"
#include "ui/audition.h"
#include "ui/knob.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/theme.h"
#include "ui/timeline_toolbar.h"
#include "ui/timeline_view.h"

#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QSettings>

#include <stdexcept>

using namespace stepwise;

namespace {

constexpr auto kDemo = STEPWISE_SOURCE_DIR "/assets/demos/2-dirty-hall";
constexpr int kRefineLimitMs = 600000;
constexpr int kKnobPages = 3;
constexpr int kSmallestFile = 0; ///< PNG's "quality": how little it is compressed

void require(bool isSo, const char* what) {
    if (!isSo)
        throw std::runtime_error(what);
}

class Pictures {
public:
    explicit Pictures(QString folder) : folder_(std::move(folder)) {
        fixture_.controller().setPredictor(models::loadPredictor(models::defaultModelFolder()));
        QCoreApplication::processEvents();
    }

    void make() {
        const QString demo = kDemo;
        fixture_.controller().loadPair(demo + "/dry.wav", demo + "/target.wav");
        require(QTest::qWaitFor([this] { return fixture_.controller().timeline() != nullptr; }, 60000), "loading");
        settle();
        save("1-load");
        require(fixture_.suggestAll() && steps() > 0, "suggesting");
        select(0);
        save("2-suggest");
        look();
        tweak();
        refine();
    }

private:
    std::size_t steps() { return fixture_.controller().work().round().steps.size(); }

    void settle() {
        require(fixture_.waitUntilIdle(), "waiting");
        QTest::qWait(50);
    }

    void select(int step) {
        fixture_.controller().selectStep(step);
        settle();
    }

    /// What the second step changed, while the result plays.
    void look() {
        ui::TimelineView& view = fixture_.window().timelineView();
        const ui::ViewOptions asSound = view.toolbar().options();
        ui::ViewOptions asDifference = asSound;
        asDifference.difference = ui::Difference::toPrevious;
        view.toolbar().setOptions(asDifference);
        ui::Audition& audition = fixture_.window().audition();
        audition.setLoopRegion(1.4, 1.95); // where the hall rings
        audition.setPositionSeconds(1.4);
        audition.listen(audition.lastStep());
        audition.play();
        QTest::qWait(300);
        select(static_cast<int>(steps()) - 1);
        save("3-look-and-listen");
        audition.stop();
        audition.setLoopRegion(0.0, 0.0);
        audition.setPositionSeconds(0.0);
        audition.listen(ui::kInputPlace);
        view.toolbar().setOptions(asSound);
    }

    void tweak() {
        select(0);
        auto* knob = fixture_.window().rackPanel().findChild<ui::Knob*>();
        require(knob != nullptr, "a knob");
        knob->setFocus();
        for (int i = 0; i < kKnobPages; ++i)
            QTest::keyClick(knob, Qt::Key_PageDown);
        settle();
        save("4-tweak");
        fixture_.controller().document().history().undo();
        settle();
    }

    /// And the File menu, from where the chain and the sound are exported.
    void refine() {
        fixture_.window().refinement().start();
        require(QTest::qWaitFor([this] { return !fixture_.window().refinement().isRunning(); }, kRefineLimitMs),
                "refining");
        settle();
        auto* menu = fixture_.window().menuBar()->actions().first()->menu();
        menu->popup(fixture_.window().mapToGlobal(QPoint(4, fixture_.window().menuBar()->height())));
        QTest::qWait(50);
        QPixmap picture = fixture_.window().grab();
        QPainter(&picture).drawPixmap(fixture_.window().mapFromGlobal(menu->pos()), menu->grab());
        menu->close();
        save("5-refine-and-export", picture);
    }

    void save(const QString& name) { save(name, fixture_.window().grab()); }
    void save(const QString& name, const QPixmap& picture) {
        const QString path = QString("%1/%2.png").arg(folder_, name);
        require(picture.save(path, nullptr, kSmallestFile), "writing");
        qInfo("%s", qPrintable(path));
    }

    QString folder_;
    test::WindowFixture fixture_;
};

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc != 2) {
        qWarning("Usage: readme_pictures FOLDER");
        return 2;
    }
    QCoreApplication::setOrganizationName("Stepwise");
    QCoreApplication::setApplicationName("Stepwise pictures");
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    ui::applyTheme(application, ui::darkTheme());
    try {
        Pictures(QString::fromLocal8Bit(argv[1])).make();
    } catch (const std::exception& error) {
        qWarning("readme_pictures: failed at %s", error.what());
        return 1;
    }
    return 0;
}

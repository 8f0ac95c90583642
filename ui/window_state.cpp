#include "ui/window_state.h"

#include "ui/program_settings.h"

#include <QEvent>
#include <QMainWindow>
#include <QSplitter>

namespace stepwise::ui {

namespace {

constexpr const char* kGeometry = "geometry";

} // namespace

WindowState::WindowState(QMainWindow& window) : QObject(&window), window_(window) {
    const ProgramSettings settings;
    if (const QByteArray geometry = settings.state(kGeometry); !geometry.isEmpty())
        window_.restoreGeometry(geometry);
    for (QSplitter* splitter : window_.findChildren<QSplitter*>())
        if (const QByteArray state = settings.state(splitter->objectName()); !state.isEmpty())
            splitter->restoreState(state);
    window_.installEventFilter(this);
}

bool WindowState::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Close)
        save();
    return QObject::eventFilter(watched, event);
}

void WindowState::save() const {
    ProgramSettings settings;
    settings.setState(kGeometry, window_.saveGeometry());
    for (const QSplitter* splitter : window_.findChildren<QSplitter*>())
        if (!splitter->objectName().isEmpty())
            settings.setState(splitter->objectName(), splitter->saveState());
}

} // namespace stepwise::ui

#include "ui/shortcut_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QTableWidget>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

/// Without the mark of the letter to press, and without the dots of a dialog. Actions whose text changes with the work
/// have an icon text that does not.
QString plain(const QAction& action) {
    return action.iconText().remove('&').remove(QString::fromUtf8(" …"));
}

void collect(const QString& menuName, const QMenu& menu, std::vector<ShortcutRow>& rows) {
    for (const QAction* action : menu.actions()) {
        if (action->menu() != nullptr)
            collect(menuName, *action->menu(), rows);
        QStringList keys;
        for (const QKeySequence& sequence : action->shortcuts())
            keys += sequence.toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            rows.push_back({menuName, plain(*action), keys.join(", ")});
    }
}

/// What widgets do with keys by themselves.
QString keysOfWidgets() {
    return ShortcutDialog::tr(
        "<p><b>Knobs:</b> arrows turn, with Shift finely; Page Up and Page Down in large steps; "
        "Home and End to the ends; Backspace to the default.</p>"
        "<p><b>Sounds of the timeline:</b> arrows go to the neighbour; with Shift they move a cursor "
        "over the spectrogram, whose time, frequency and level stand at the bottom; Return goes "
        "to the knobs. A double-click plays from there; the wheel scrolls from sound to sound, with Ctrl it zooms in "
        "time, with Shift it scrolls in time.</p>"
        "<p><b>Position and loop:</b> left and right arrows move by a tenth of a second, with Shift by a hundredth; "
        "Home and End go to the ends; [ and ] set the ends of the loop.</p>"
        "<p><b>Error plot:</b> left and right arrows select the neighbouring step.</p>"
        "<p><b>Everywhere:</b> Tab moves on, Space or Return presses a button.</p>");
}

} // namespace

std::vector<ShortcutRow> shortcutsOf(const QMainWindow& window) {
    std::vector<ShortcutRow> rows;
    for (const QAction* action : window.menuWidget() != nullptr ? window.menuWidget()->actions() : QList<QAction*>())
        if (action->menu() != nullptr)
            collect(plain(*action), *action->menu(), rows);
    return rows;
}

ShortcutDialog::ShortcutDialog(const QMainWindow& window, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(560, 680);
    const std::vector<ShortcutRow> rows = shortcutsOf(window);
    auto* table = new QTableWidget(static_cast<int>(rows.size()), 3);
    table->setHorizontalHeaderLabels({tr("Menu"), tr("What it does"), tr("Keys")});
    table->verticalHeader()->hide();
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAccessibleName(windowTitle());
    for (int row = 0; row < table->rowCount(); ++row) {
        const ShortcutRow& shortcut = rows[static_cast<std::size_t>(row)];
        table->setItem(row, 0, new QTableWidgetItem(shortcut.menu));
        table->setItem(row, 1, new QTableWidgetItem(shortcut.action));
        table->setItem(row, 2, new QTableWidgetItem(shortcut.keys));
    }
    table->resizeColumnsToContents();
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Search"));
    search->setAccessibleName(tr("Search"));
    connect(search, &QLineEdit::textChanged, table, [table](const QString& wanted) {
        for (int row = 0; row < table->rowCount(); ++row) {
            bool isFound = false;
            for (int column = 0; column < table->columnCount(); ++column)
                isFound = isFound || table->item(row, column)->text().contains(wanted, Qt::CaseInsensitive);
            table->setRowHidden(row, !isFound);
        }
    });
    auto* widgets = new QLabel(keysOfWidgets());
    widgets->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(search);
    layout->addWidget(table, 1);
    layout->addWidget(widgets);
    layout->addWidget(buttons);
}

} // namespace stepwise::ui

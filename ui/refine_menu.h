// The choices of a refinement, and its entries in the menus.
#pragma once

class QMenu;
class QWidget;

namespace stepwise::ui {

class Refinement;

/// Which steps, by which method, judged by what. Belongs to `parent`.
QMenu* makeRefineChoices(Refinement& refinement, QWidget& parent);

/// "Refine", "Pause" and the choices, at the end of the Step menu.
void addRefineActions(QMenu& stepMenu, QMenu& choices, Refinement& refinement);

} // namespace stepwise::ui

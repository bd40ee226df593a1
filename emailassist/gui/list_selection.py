"""Which messages of the list are selected, and what is chosen when they leave it.

Owns: reading and moving the selection. Must not: act on messages.
"""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

from emailassist.domain.ids import MessageKey
from emailassist.gui.message_model import MessageModel


def selected_keys(view: QTableView, model: MessageModel) -> tuple[MessageKey, ...]:
    """The selected messages, from the top."""
    rows = sorted(index.row() for index in view.selectionModel().selectedRows())
    keys = (model.key_at(row) for row in rows)
    return tuple(key for key in keys if key is not None)


def take_out(view: QTableView, model: MessageModel, keys: Sequence[MessageKey]) -> None:
    """Let messages leave the list at once.

    If the chosen one is among them, the one that followed the first of them is chosen.
    """
    gone = set(keys)
    rows = [row for row in range(model.rowCount()) if model.key_at(row) in gone]
    if not rows:
        return
    stays = view.currentIndex().isValid() and view.currentIndex().row() not in rows
    kept = [key for row in range(model.rowCount()) if (key := model.key_at(row)) not in gone]
    model.update_keys([key for key in kept if key is not None])
    if not kept or stays:
        return
    next_one = model.index(min(rows[0], len(kept) - 1), 0)
    choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
    view.selectionModel().setCurrentIndex(next_one, choose)
    view.scrollTo(next_one)

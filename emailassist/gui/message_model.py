"""The list's model: every key in order, and the rows that were looked at.

Owns: keys, a bounded store of rows, changes without a reset. Must not: read anything itself;
it asks for rows by `wanted` and is given them.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from emailassist.domain.ids import MessageKey
from emailassist.domain.views import MessageRow, TriageState
from emailassist.gui.dates import short_date
from emailassist.gui.dragging import packed
from emailassist.gui.key_changes import Insert, Remove, changes
from emailassist.gui.look import Look

PAGE = 64
"""Rows that are asked for together."""
KEPT = 4096
"""Rows that are remembered."""

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


def correspondent(row: MessageRow) -> str:
    """Who the message is from, or for what the person wrote: to whom it went."""
    if row.mine and row.recipients:
        names = ", ".join(each.label for each in row.recipients)
        return QCoreApplication.translate("message_model", "To {names}").format(names=names)
    if row.sender is None:
        return QCoreApplication.translate("message_model", "Unknown sender")
    return row.sender.label


class MessageModel(QAbstractTableModel):
    """One column; `ROW_ROLE` gives the `MessageRow`, or None while it is not here yet."""

    wanted = Signal(object)
    """Keys whose rows are looked at and not known (tuple of MessageKey)."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._keys = array("q")
        self._rows: OrderedDict[int, MessageRow] = OrderedDict()
        self._asked: set[int] = set()
        self.by_meaning: frozenset[MessageKey] = frozenset()
        """What a search found though it does not have the words."""

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._keys)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    @override
    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._row(index.row())
        if role == ROW_ROLE:
            return row
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row) if row else self.tr("Loading…")
        if role == int(Qt.ItemDataRole.DisplayRole):
            return row.subject if row else ""
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        keys = (self.key_at(row) for row in sorted({index.row() for index in indexes}))
        return packed(key for key in keys if key is not None)

    def key_at(self, position: int) -> MessageKey | None:
        return MessageKey(self._keys[position]) if 0 <= position < len(self._keys) else None

    def position_of(self, key: MessageKey) -> int | None:
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def known_row(self, key: MessageKey) -> MessageRow | None:
        return self._rows.get(key)

    def show_keys(self, keys: Sequence[MessageKey]) -> None:
        """Another list altogether."""
        self.beginResetModel()
        self._keys = array("q", keys)
        self._asked.clear()
        self.endResetModel()

    def append_keys(self, keys: Sequence[MessageKey]) -> None:
        """More of the same list, below what is there."""
        if keys:
            start = len(self._keys)
            self.beginInsertRows(QModelIndex(), start, start + len(keys) - 1)
            self._keys.extend(keys)
            self.endInsertRows()

    def update_keys(self, keys: Sequence[MessageKey]) -> None:
        """The same list after some messages came, went or moved."""
        for change in changes(self._keys, array("q", keys)):
            match change:
                case Remove(start, stop):
                    self.beginRemoveRows(QModelIndex(), start, stop - 1)
                    del self._keys[start:stop]
                    self.endRemoveRows()
                case Insert(start, new):
                    self.beginInsertRows(QModelIndex(), start, start + len(new) - 1)
                    self._keys[start:start] = new
                    self.endInsertRows()

    def outdated(self, keys: Iterable[MessageKey]) -> None:
        """These rows changed: ask again for those that are remembered; show the old meanwhile."""
        known = tuple(key for key in keys if key in self._rows)
        if known:
            self.wanted.emit(known)

    def take_rows(self, rows: Iterable[MessageRow]) -> None:
        """Rows that were asked for."""
        arrived = {int(row.key): row for row in rows}
        self._asked.difference_update(arrived)
        for key, row in arrived.items():
            self._rows[key] = row
            self._rows.move_to_end(key)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        positions = [place for place, key in enumerate(self._keys) if key in arrived]
        if positions:
            self.dataChanged.emit(self.index(positions[0], 0), self.index(positions[-1], 0))

    def forget_asked(self) -> None:
        """An answer will not come; what is missing may be asked for again."""
        self._asked.clear()

    def _row(self, position: int) -> MessageRow | None:
        key = self._keys[position]
        row = self._rows.get(key)
        if row is None:
            self._ask_around(position)
        return row

    def _ask_around(self, position: int) -> None:
        if self._keys[position] in self._asked:
            return
        start = position - position % PAGE
        missing = tuple(
            MessageKey(key)
            for key in self._keys[start : start + PAGE]
            if key not in self._rows and key not in self._asked
        )
        self._asked.update(missing)
        self.wanted.emit(missing)

    def _spoken(self, row: MessageRow) -> str:
        """What a screen reader says for a row."""
        date = short_date(row.date, datetime.now().astimezone())
        parts = [
            "" if row.seen else self.tr("Unread"),
            correspondent(row),
            row.subject or self.tr("No subject"),
            date,
            row.summary or row.snippet,
        ]
        if row.triage is TriageState.DONE:
            parts.append(self._look.category_title(row.category))
        if row.needs_reply:
            parts.append(self.tr("needs a reply"))
        if row.has_attachments:
            parts.append(self.tr("has attachments"))
        if row.flagged:
            parts.append(self.tr("starred"))
        if row.key in self.by_meaning:
            parts.append(self.tr("found by meaning"))
        parts += row.labels
        return ". ".join(part for part in parts if part)

"""The table that the list of messages is.

Owns: its behaviour under mouse and keyboard. Must not: know what is listed, or do a deed.
"""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

from emailassist.gui.message_model import MessageModel
from emailassist.gui.message_rows import ROW_HEIGHT
from emailassist.gui.row_icons import deed_at
from emailassist.gui.rows import RowDelegate


class MessageView(QTableView):
    """A table of one column: far faster than a QListView when 100,000 rows change."""

    deed_wanted = Signal(object, object)
    """`Deed` and the key of the row on whose icon was pressed."""

    def __init__(self, model: MessageModel, delegate: RowDelegate) -> None:
        super().__init__()
        self.setObjectName("messages")
        self._messages = model
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard without choosing a message: Qt would make the first one current."""
        nothing = not self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if nothing:
                self.selectionModel().clearCurrentIndex()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """An icon of a row is a button: pressing it neither selects nor opens the message."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        deed = deed_at(self.visualRect(index), point) if index.isValid() else None
        key = self._messages.key_at(index.row()) if index.isValid() else None
        if deed is None or key is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        else:
            self.deed_wanted.emit(deed, key)

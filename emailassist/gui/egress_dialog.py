"""What left this computer: a list of requests, and the text of one before and after masking.

Owns: the dialog; the same view for what would be sent. Must not: send, or keep an entry.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.egress import Egress, EgressFilter, Outgoing
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.ids import MessageKey
from emailassist.engine.egress import EVERYTHING, Format
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.egress_words import EgressWords
from emailassist.gui.long_text import laid_out
from emailassist.gui.look import Look
from emailassist.gui.saving import saving_folder
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)
_TYPING_PAUSE = 200
"""Milliseconds after the last key until the list is read."""
_SHOWN = 60_000
"""Characters of a text that are shown; the export has all of them."""


class EgressDialog(QDialog):
    """Requests to other machines: all, or those about the message that it was opened for."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        parent: QWidget,
        message: MessageKey | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What left this computer"))
        self.resize(1180, 740)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._message = message
        self._words = EgressWords()
        self._list_lane = Lane(bridge, self)
        self._text_lane = Lane(bridge, self)
        self._pause = QTimer(self)
        self.which = QComboBox()
        self.only = QCheckBox(self.tr("Only this message"))
        self.match = QLineEdit()
        self.list = TwoLineList(look, self.tr("Requests"))
        self.details = text_label("", "strong", wrap=True)
        self.masked = text_label("", "muted", wrap=True)
        self.problem = text_label("", "problem", wrap=True)
        self.after = _text(self.tr("The text as it leaves"))
        self.before = _text(self.tr("The same text before masking"))
        self.export_button = TextButton(look, self.tr("Export…"), "plain", "download")
        self._build()
        bridge.happened.connect(self._take_event)
        self.load()

    def load(self) -> None:
        """Read the list anew."""
        self.problem.hide()
        if self._previewing and self._message is not None:
            self.details.setText(self.tr("Putting together what would be sent…"))
            preview = self._engine.egress.preview(self._message)
            self._list_lane.ask(preview, self._show_preview, self._failed)
        else:
            entries = self._engine.egress.entries(self._wanted())
            self._list_lane.ask(entries, self._show_entries, self._failed)

    @property
    def _previewing(self) -> bool:
        return self.which.currentIndex() == 1

    def _wanted(self, limit: int = 1000) -> EgressFilter:
        message = self._message if self.only.isChecked() else None
        return EgressFilter(subject=message, text=self.match.text().strip(), limit=limit)

    def _show_entries(self, entries: tuple[Egress, ...]) -> None:
        now = datetime.now().astimezone()
        self._fill([(self._words.row(each, now), each) for each in entries])
        if not entries:
            everything = not (self.only.isChecked() or self.match.text().strip())
            self.details.setText(
                self.tr("Nothing has left this computer for a model.")
                if everything
                else self.tr("No such request was sent.")
            )

    def _show_preview(self, requests: tuple[Outgoing, ...]) -> None:
        self._fill([(self._words.request(each), each) for each in requests])
        if not requests:
            self.details.setText(
                self.tr("Nothing would leave this computer: its own models would be asked.")
            )

    def _fill(self, rows: "list[tuple[str, Egress]] | list[tuple[str, Outgoing]]") -> None:
        self._clear()
        self.list.clear()
        for words, data in rows:
            item = QListWidgetItem(words)
            item.setData(_DATA, data)
            self.list.addItem(item)
        if rows:
            self.list.setCurrentRow(0)

    def _choose(self) -> None:
        chosen = self.list.currentIndex().data(_DATA)
        self._clear()
        if isinstance(chosen, Outgoing):
            self.details.setText(
                self.tr("{title}: this would be sent to {host}, if it is asked.").format(
                    title=chosen.title, host=chosen.host
                )
            )
            self._show(chosen)
        elif isinstance(chosen, Egress):
            self.details.setText(self._words.details(chosen))
            self.masked.setText(self._words.masked(chosen.masked))
            work = self._engine.egress.outgoing(chosen.id)
            self._text_lane.ask(work, self._show, self._failed)

    def _show(self, outgoing: Outgoing) -> None:
        self.masked.setText(self._words.masked(outgoing.masked))
        self.after.setPlainText(self._bounded(outgoing.sent))
        self.before.setPlainText(self._bounded(outgoing.before))

    def _bounded(self, text: str) -> str:
        more = self.tr("… and {count} characters more: export the list to read them.")
        return laid_out(text, _SHOWN, more)

    def _clear(self) -> None:
        self._text_lane.drop()
        self.problem.hide()
        for part in (self.details, self.masked):
            part.setText("")
        for text in (self.after, self.before):
            text.clear()

    def _failed(self, error: EmailAssistError) -> None:
        self.problem.setText(error.sentences)
        self.problem.show()

    def _take_event(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.egress and not self._previewing:
            self._pause.start()

    def _switch(self) -> None:
        for part in (self.only, self.match, self.export_button):
            part.setEnabled(not self._previewing)
        self.load()

    def _export(self) -> None:
        table = self.tr("Table (*.csv)")
        exact = self.tr("With the exact texts (*.jsonl)")
        name, chosen = QFileDialog.getSaveFileName(
            self,
            self.tr("Export what left this computer"),
            str(Path(saving_folder()) / "what-left.csv"),
            f"{table};;{exact}",
        )
        if name:
            form = Format.JSONL if chosen == exact or name.endswith(".jsonl") else Format.CSV
            work = self._engine.egress.export_to(Path(name), form, self._wanted(EVERYTHING))
            self._bridge.ask(self, work, lambda _: None, self._failed)

    def _build(self) -> None:
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE)
        self._pause.timeout.connect(self.load)
        self.which.addItems([self.tr("What was sent"), self.tr("What would be sent")])
        self.which.setAccessibleName(self.tr("Sent, or would be sent"))
        self.which.setVisible(self._message is not None)
        self.only.setVisible(self._message is not None)
        self.only.setChecked(self._message is not None)
        self.match.setPlaceholderText(self.tr("Host, reason or subject"))
        self.match.setAccessibleName(self.tr("Only with these words"))
        self.match.setClearButtonEnabled(True)
        self.problem.hide()
        self.which.currentIndexChanged.connect(lambda _: self._switch())
        self.only.toggled.connect(lambda _: self.load())
        self.match.textChanged.connect(lambda _: self._pause.start())
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        on_click(self.export_button, self._export)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._left())
        parts.addWidget(self._right())
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(12)
        parts.setSizes([300, 860])
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.export_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(text_label(self.tr("What left this computer"), "title"))
        whole.addWidget(parts, 1)
        whole.addLayout(buttons)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.which, self.match, self.only):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        return left

    def _right(self) -> QWidget:
        texts = QSplitter(Qt.Orientation.Horizontal)
        for title, text in (
            (self.tr("As it leaves"), self.after),
            (self.tr("Before masking"), self.before),
        ):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            column.addWidget(text_label(title, "strong"))
            column.addWidget(text, 1)
            texts.addWidget(side)
        texts.setChildrenCollapsible(False)
        texts.setHandleWidth(10)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.details, self.masked, self.problem):
            column.addWidget(part)
        column.addWidget(texts, 1)
        return right


def _text(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName("source")
    made.setReadOnly(True)
    made.setAccessibleName(name)
    return made

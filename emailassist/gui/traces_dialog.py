"""How messages were decided: a list of traces, and one of them step by step.

Owns: the dialog and what it copies. Must not: keep or judge a trace.
"""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.egress import Egress
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Exchange, Span, SpanKind, Trace, TraceFilter, TraceRow
from emailassist.engine.trace_report import as_json, as_text
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import ElidedLabel, TextButton, on_click, text_label
from emailassist.gui.long_text import laid_out
from emailassist.gui.look import Look
from emailassist.gui.trace_tree import TraceTree
from emailassist.gui.trace_words import TraceWords
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)
_SHOWN = 40_000
"""Characters of one part of a prompt that are shown; copying gives all of them."""


class TracesDialog(QDialog):
    """Traces of all messages, or of the one that it was opened for."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        parent: QWidget,
        message: MessageKey | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How it was decided"))
        self.resize(1180, 760)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._message = message
        self._words = TraceWords()
        self._list_lane = Lane(bridge, self)
        self._trace_lane = Lane(bridge, self)
        self._said_lane = Lane(bridge, self)
        self._left_lane = Lane(bridge, self)
        self._trace: Trace | None = None
        self.filter = QComboBox()
        self.only = QCheckBox(self.tr("Only this message"))
        self.list = TwoLineList(look, self.tr("Traces"))
        self.title = ElidedLabel("", "strong")
        self.problem = text_label("", "problem", wrap=True)
        self.tree = TraceTree(look)
        self.details = text_label("", "muted", wrap=True)
        self.left = text_label("", "muted", wrap=True)
        self.said = QPlainTextEdit()
        self.copy_text = TextButton(look, self.tr("Copy as text"), "plain", "file-text")
        self.copy_json = TextButton(look, self.tr("Copy as JSON"), "plain", "code")
        self._build()
        self.load()

    def load(self) -> None:
        """Read the list anew."""
        wanted = self.filter.currentData()
        message = self._message if self.only.isChecked() else None
        self._list_lane.ask(
            self._engine.traces.recent(wanted, message=message), self._show_rows, self._failed
        )

    def _show_rows(self, rows: tuple[TraceRow, ...]) -> None:
        self.list.clear()
        now = datetime.now().astimezone()
        for row in rows:
            item = QListWidgetItem(self._words.row(row, now))
            item.setData(_DATA, row)
            self.list.addItem(item)
        if rows:
            self.list.setCurrentRow(0)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self._trace = None
        self.tree.clear()
        self.title.setText(
            self.tr("No trace of this message is kept.")
            if self.only.isChecked()
            else self.tr("No such trace is kept.")
        )
        self.problem.hide()
        self._show_span(None)
        self._enable()

    def _choose(self) -> None:
        row = self.list.currentIndex().data(_DATA)
        if isinstance(row, TraceRow):
            self._trace_lane.ask(self._engine.traces.trace(row.key), self._show, self._failed)

    def _show(self, trace: Trace) -> None:
        self._trace = trace
        row = self.list.currentIndex().data(_DATA)
        subject = row.subject if isinstance(row, TraceRow) else ""
        parts = (
            subject,
            self._words.work(trace.work),
            self._words.ending(trace.ending),
            self._words.cost(trace.cost),
        )
        self.title.setText(" · ".join(filter(None, parts)))
        self.problem.setText(trace.problem)
        self.problem.setVisible(bool(trace.problem))
        self.tree.show_trace(trace)
        self._enable()

    def _show_span(self, span: Span | None) -> None:
        self._said_lane.drop()
        self._left_lane.drop()
        self.left.hide()
        self.said.clear()
        self.details.setText(self._words.details(span) if span is not None else "")
        if span is not None and self._trace is not None:
            work = self._engine.traces.exchange(self._trace.key, span.id)
            self._said_lane.ask(work, self._show_said, self._failed)
            if span.kind is SpanKind.AGENT:
                work_left = self._engine.traces.left(span.id)
                self._left_lane.ask(work_left, self._show_left, self._failed)

    def _show_left(self, left: tuple[Egress, ...]) -> None:
        self.left.setText("\n".join(map(self._words.left, left)))
        self.left.setVisible(bool(left))

    def _show_said(self, said: Exchange) -> None:
        parts = [(self._words.role(part.role), part.text) for part in said.prompt]
        if said.answer:
            parts.append((self.tr("ANSWER"), said.answer))
        blocks = (f"{name}\n{self._bounded(text)}" for name, text in parts)
        self.said.setPlainText("\n\n".join(blocks))
        nothing = self.tr("Nothing was said to a model in this step itself.")
        self.said.setPlaceholderText("" if parts else nothing)

    def _bounded(self, text: str) -> str:
        more = self.tr("… and {count} characters more: copy the trace to read them.")
        return laid_out(text, _SHOWN, more)

    def _copy(self, *, as_data: bool) -> None:
        if self._trace is not None:
            work = self._engine.traces.trace(self._trace.key, exchanges=True)
            self._bridge.ask(self, work, lambda trace: _put(trace, as_data=as_data), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.problem.setText(error.sentences)
        self.problem.show()

    def _enable(self) -> None:
        for button in (self.copy_text, self.copy_json):
            button.setEnabled(self._trace is not None)

    def _build(self) -> None:
        for wanted in TraceFilter:
            self.filter.addItem(self._words.wanted(wanted), wanted)
        self.filter.setAccessibleName(self.tr("Which traces"))
        self.only.setVisible(self._message is not None)
        self.only.setChecked(self._message is not None)
        self.problem.hide()
        self.left.hide()
        self.said.setObjectName("source")
        self.said.setReadOnly(True)
        self.said.setAccessibleName(self.tr("Prompt and answer"))
        self.filter.currentIndexChanged.connect(lambda _: self.load())
        self.only.toggled.connect(lambda _: self.load())
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.tree.chosen.connect(self._show_span)
        on_click(self.copy_text, lambda: self._copy(as_data=False))
        on_click(self.copy_json, lambda: self._copy(as_data=True))
        self._enable()
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._left())
        parts.addWidget(self._right())
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(12)
        parts.setSizes([300, 860])
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_text)
        buttons.addWidget(self.copy_json)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(text_label(self.tr("How it was decided"), "title"))
        whole.addWidget(parts, 1)
        whole.addLayout(buttons)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.only)
        column.addWidget(self.list, 1)
        return left

    def _right(self) -> QWidget:
        below = QWidget()
        about = QVBoxLayout(below)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(8)
        about.addWidget(self.details)
        about.addWidget(self.left)
        about.addWidget(self.said, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.tree)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(10)
        parts.setSizes([330, 290])
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.problem)
        column.addWidget(parts, 1)
        return right


def _put(trace: Trace, *, as_data: bool) -> None:
    text = json.dumps(as_json(trace), default=str, ensure_ascii=False, indent=2)
    QGuiApplication.clipboard().setText(text if as_data else as_text(trace))

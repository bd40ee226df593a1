"""What was learned: by sender and list, lesson by lesson, and forgetting it.

Owns: the dialog, what it asks before, and taking forgetting back. Must not: learn.
"""

from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.learned import KeptLesson, Learned, LearnedAbout
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.controls import ElidedLabel, TextButton, on_click, text_label
from emailassist.gui.learned_words import LearnedWords
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine
    from emailassist.store.feedback import Forgotten

_DATA = int(Qt.ItemDataRole.UserRole)


class LearningDialog(QDialog):
    """Senders and lists on the left, the lessons about the chosen one on the right."""

    message_wanted = Signal(object)
    """MessageKey of a lesson's message."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget, name: str = ""
    ) -> None:
        """`name`: the sender or list to begin with."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("What I have learned"))
        self.resize(960, 640)
        self._engine = engine
        self._look = look
        self._name = name
        self._words = LearnedWords(look)
        self._list_lane = Lane(bridge, self)
        self._ready_lane = Lane(bridge, self)
        self._lessons_lane = Lane(bridge, self)
        self._forget_lane = Lane(bridge, self)
        self._forgotten: Forgotten | None = None
        self._learned = Learned(0, ())
        self.match = QLineEdit()
        self.list = TwoLineList(look, self.tr("Senders and lists"))
        self.title = ElidedLabel("", "strong")
        self.follows = text_label("", "muted", wrap=True)
        self.lessons = TwoLineList(look, self.tr("Lessons"))
        self.remove = TextButton(look, self.tr("Forget this lesson"), "quiet", "x")
        self.forget = TextButton(look, self.tr("Forget all about it"), "quiet", "trash-2")
        self.forget_all = TextButton(look, self.tr("Forget everything…"), "plain", "trash-2")
        self.outcome = text_label("", "muted", wrap=True)
        self.undo = TextButton(look, self.tr("Undo"), "link", "undo-2")
        self.question: QMessageBox | None = None
        self.empty = Empty(
            look,
            "history",
            self.tr("Nothing is learned yet"),
            self.tr(
                "Correct a category, a priority or whether a reply is wanted, and it is learned at "
                "once."
            ),
        )
        self._pages = QStackedWidget()
        self._build()
        bridge.happened.connect(self._take_event)
        self.load()
        # Soon after the start what follows from it is not learned yet.
        self._ready_lane.ask(engine.learning.ready(), lambda _: self.load(), self._failed)

    def load(self) -> None:
        """Read anew what was learned."""
        self._list_lane.ask(self._engine.learned.all(), self._show, self._failed)

    def _show(self, learned: Learned) -> None:
        self._learned = learned
        self._fill()

    def _fill(self) -> None:
        chosen = self._chosen()
        wanted = chosen.name if chosen else self._name
        text = self.match.text().strip().casefold()
        shown = [each for each in self._learned.about if text in each.name.casefold()]
        now = datetime.now().astimezone()
        self.list.blockSignals(True)  # noqa: FBT003
        self.list.clear()
        for each in shown:
            item = QListWidgetItem(self._words.row(each, now))
            item.setData(_DATA, each)
            self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003
        rows = [row for row, each in enumerate(shown) if each.name == wanted]
        self.list.setCurrentRow(rows[0] if rows else 0)
        self._choose()
        self._pages.setCurrentIndex(1 if self._learned.about else 0)
        self.forget_all.setVisible(bool(self._learned.lessons))

    def _choose(self) -> None:
        about = self._chosen()
        self._lessons_lane.drop()
        self.lessons.clear()
        self.forget.setEnabled(about is not None)
        self.remove.setEnabled(False)
        if about is None:
            self.title.setText("")
            self.follows.setText(self.tr("Nothing is learned of this."))
            return
        self.title.setText(about.name)
        self.follows.setText(self._words.heading(about))
        work = self._engine.learned.lessons(about.name)
        self._lessons_lane.ask(work, self._show_lessons, self._failed)

    def _show_lessons(self, lessons: tuple[KeptLesson, ...]) -> None:
        now = datetime.now().astimezone()
        self.lessons.clear()
        for each in lessons:
            item = QListWidgetItem(self._words.lesson(each, now))
            item.setData(_DATA, each)
            self.lessons.addItem(item)

    def _chosen(self) -> LearnedAbout | None:
        data = self.list.currentIndex().data(_DATA)
        return data if isinstance(data, LearnedAbout) else None

    def _lesson(self) -> KeptLesson | None:
        data = self.lessons.currentIndex().data(_DATA)
        return data if isinstance(data, KeptLesson) else None

    def _open(self) -> None:
        lesson = self._lesson()
        if lesson is not None and lesson.message is not None:
            self.message_wanted.emit(lesson.message)
            self.accept()

    def _remove(self) -> None:
        lesson = self._lesson()
        if lesson is not None:
            self._forget(self._engine.learning.forget_one(lesson.key))

    def _forget_about(self) -> None:
        about = self._chosen()
        if about is not None:
            self._forget(self._engine.learning.forget(about.name))

    def _ask_for_all(self) -> None:
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(
            self.tr("Forget all {count} lessons?").format(count=f"{self._learned.lessons:,}")
        )
        box.setInformativeText(
            self.tr("What you said of messages stays in force for these messages themselves.")
        )
        forget = box.addButton(self.tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        forget.clicked.connect(lambda: self._forget(self._engine.learning.forget(None)))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question = box
        open_over(self, box)

    def _forget(self, work: "Coroutine[Any, Any, Forgotten]") -> None:
        self._forget_lane.ask(work, self._was_forgotten, self._failed)

    def _was_forgotten(self, forgotten: "Forgotten") -> None:
        self._forgotten = forgotten
        count = forgotten.count
        words = self.tr("1 lesson is forgotten.") if count == 1 else self.tr("{n} are forgotten.")
        self.outcome.setText(words.format(n=f"{count:,}"))
        self.undo.setVisible(bool(count))
        self.load()

    def _undo(self) -> None:
        forgotten, self._forgotten = self._forgotten, None
        if forgotten is not None:
            work = self._engine.learning.remember(forgotten)
            self._forget_lane.ask(work, lambda _: self._remembered(), self._failed)

    def _remembered(self) -> None:
        self.outcome.setText(self.tr("Nothing is forgotten."))
        self.undo.hide()
        self.load()

    def _failed(self, error: EmailAssistError) -> None:
        self.outcome.setText(error.sentences)

    def _take_event(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.lessons:
            self.load()

    def _build(self) -> None:
        self.match.setPlaceholderText(self.tr("Sender or list"))
        self.match.setAccessibleName(self.tr("Sender or list"))
        self.match.setClearButtonEnabled(True)
        self.match.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.lessons.itemSelectionChanged.connect(
            lambda: self.remove.setEnabled(self._lesson() is not None)
        )
        self.lessons.itemActivated.connect(lambda _: self._open())
        self.lessons.setToolTip(self.tr("Double-click to open the message"))
        on_click(self.remove, self._remove)
        on_click(self.forget, self._forget_about)
        on_click(self.forget_all, self._ask_for_all)
        on_click(self.undo, self._undo)
        self.undo.hide()
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._left())
        parts.addWidget(self._right())
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(12)
        parts.setSizes([420, 520])
        close = TextButton(self._look, self.tr("Close"), "primary")
        on_click(close, self.accept)
        below = QHBoxLayout()
        below.addWidget(self.forget_all)
        below.addWidget(self.outcome, 1)
        below.addWidget(self.undo)
        below.addWidget(close)
        about = self.tr(
            "From your corrections, and a little from what you do to messages, unless the settings "
            "say otherwise. It stays on this computer."
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(text_label(self.windowTitle(), "title"))
        whole.addWidget(text_label(about, "muted", wrap=True))
        self._pages.addWidget(self.empty)
        self._pages.addWidget(parts)
        self._pages.setCurrentIndex(1)  # until it is known
        whole.addWidget(self._pages, 1)
        whole.addLayout(below)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.match)
        column.addWidget(self.list, 1)
        return left

    def _right(self) -> QWidget:
        right = QWidget()
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        buttons.addWidget(self.forget)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.follows)
        column.addWidget(self.lessons, 1)
        column.addLayout(buttons)
        return right

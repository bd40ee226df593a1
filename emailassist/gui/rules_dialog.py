"""The rules: what each looks for, how often it was right and fired, and a switch.

Owns: the dialog, and taking back what was done in it. Must not: apply a rule.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.own_rule import OwnRule
from emailassist.domain.rule import RuleKind, ShownRule
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.rule_editor import RuleEditor
from emailassist.gui.rule_words import RuleWords
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_RULE = int(Qt.ItemDataRole.UserRole)


class RulesDialog(QDialog):
    """A list of all rules; beside it the chosen one, or the form of one's own."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Rules"))
        self.resize(1000, 680)
        self._engine = engine
        self._look = look
        self._words = RuleWords(self)
        self._reading = Lane(bridge, self)
        self._changing = Lane(bridge, self)
        self._rules: tuple[ShownRule, ...] = ()
        self._wanted = ""
        """The rule to choose when the list is read again."""
        self._take_back: Callable[[], None] | None = None
        self.which = QComboBox()
        self.list = TwoLineList(look, self.tr("Rules"))
        self.title = text_label("", "title", wrap=True)
        self.why = text_label("", "body", wrap=True)
        self.precision = text_label("", "muted", wrap=True)
        self.fired = text_label("", "muted", wrap=True)
        self.sets = text_label("", "faint", wrap=True)
        self.switch = QCheckBox(self.tr("On"))
        self.edit = TextButton(look, self.tr("Edit…"), "plain", "pencil-line")
        self.remove = TextButton(look, self.tr("Remove"), "quiet", "trash-2")
        self.new = TextButton(look, self.tr("New rule…"), "plain", "plus")
        self.undo = TextButton(look, self.tr("Undo"), "link", "undo-2")
        self.outcome = text_label("", "muted", wrap=True)
        self.problem = text_label("", "problem", wrap=True)
        self.editor = RuleEditor(bridge, engine, look)
        self.pages = QStackedWidget()
        self._left = QWidget()
        self._build()
        bridge.happened.connect(self._take_event)
        self.load()

    def load(self) -> None:
        """Read the list anew."""
        self._reading.ask(self._engine.rules.all(), self._show_rules, self._failed)

    def _show_rules(self, rules: tuple[ShownRule, ...]) -> None:
        self._rules = rules
        problem = self._engine.rules.problem
        told = self.tr("The file of rules is broken, those of before are in force: {problem}")
        self.problem.setText(told.format(problem=problem))
        self.problem.setVisible(bool(problem))
        self._fill()

    def _fill(self) -> None:
        chosen, self._wanted = self._wanted or self._name_chosen(), ""
        wanted = self.which.currentData()
        self.list.blockSignals(True)  # noqa: FBT003  Qt's own
        self.list.clear()
        for rule in self._rules:
            if wanted is None or (rule.own if wanted == "own" else self._is_of(rule, wanted)):
                item = QListWidgetItem(self._words.row(rule))
                item.setData(_RULE, rule)
                self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003
        names = [self.list.item(row).data(_RULE).info.name for row in range(self.list.count())]
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._show_chosen()

    @staticmethod
    def _is_of(rule: ShownRule, kind: RuleKind) -> bool:
        return not rule.own and rule.info.kind == kind

    def _chosen(self) -> ShownRule | None:
        found = self.list.currentIndex().data(_RULE)
        return found if isinstance(found, ShownRule) else None

    def _name_chosen(self) -> str:
        rule = self._chosen()
        return rule.info.name if rule is not None else ""

    def _show_chosen(self) -> None:
        rule = self._chosen()
        for part in (self.switch, self.precision, self.fired, self.sets):
            part.setVisible(rule is not None)
        for button in (self.edit, self.remove):
            button.setVisible(rule is not None and rule.own)
        if rule is None:
            self.title.setText(self.tr("You have no rule of your own yet."))
            self.why.setText(self.tr("Say one in a sentence, with “New rule…”."))
            return
        self.title.setText(rule.info.title)
        self.why.setText(rule.sentence or rule.info.why)
        self.precision.setText(self._words.precision(rule))
        self.fired.setText(self._words.fired(rule))
        self.sets.setText(self._words.sets(rule))
        self.switch.blockSignals(True)  # noqa: FBT003
        self.switch.setChecked(rule.on)
        self.switch.blockSignals(False)  # noqa: FBT003

    def _switched(self, on: bool) -> None:
        rule = self._chosen()
        if rule is not None:
            work = self._engine.rules.switch(rule.info.name, on=on)
            self._changing.ask(work, lambda _: self.load(), self._failed)

    def _begin(self) -> None:
        self.editor.begin()
        self._show_editor()

    def _edit(self) -> None:
        rule = self._chosen()
        if rule is not None:
            work = self._engine.rules.own(rule.info.name)
            self._changing.ask(work, self._open, self._failed)

    def _open(self, rule: OwnRule) -> None:
        self.editor.edit(rule)
        self._show_editor()

    def _show_editor(self) -> None:
        self.pages.setCurrentWidget(self.editor)
        self._left.setEnabled(False)

    def _save(self, rule: OwnRule, instead: str, here: bool) -> None:
        if not instead:
            self._put(rule, "", here=here, before=None)
            return
        work = self._engine.rules.own(instead)
        self._changing.ask(
            work, lambda old: self._put(rule, instead, here=here, before=old), self.editor.fail
        )

    def _put(self, rule: OwnRule, instead: str, *, here: bool, before: OwnRule | None) -> None:
        def done(count: int) -> None:
            self._back()
            self._wanted = rule.name
            undo = self._removing(rule) if before is None else self._putting(before, rule.name)
            self._tell(self._words.ruled(rule.name, count), undo)

        work = self._engine.rules.put(rule, instead=instead, here=here)
        self._changing.ask(work, done, self.editor.fail)

    def _remove(self) -> None:
        rule = self._chosen()
        if rule is not None:
            work = self._engine.rules.remove(rule.info.name)
            self._changing.ask(work, self._removed, self._failed)

    def _removed(self, rule: OwnRule) -> None:
        self._tell(self._words.removed(rule.name), self._putting(rule, ""))

    def _removing(self, rule: OwnRule) -> Callable[[], None]:
        work = self._engine.rules.remove
        return lambda: self._changing.ask(work(rule.name), lambda _: self._undone(), self._failed)

    def _putting(self, rule: OwnRule, instead: str) -> Callable[[], None]:
        work = self._engine.rules.put
        return lambda: self._changing.ask(
            work(rule, instead=instead), lambda _: self._undone(), self._failed
        )

    def _tell(self, words: str, undo: Callable[[], None]) -> None:
        self.outcome.setText(words)
        self._take_back = undo
        self.undo.show()
        self.load()

    def _undo(self) -> None:
        if self._take_back is not None:
            self._take_back()
            self._take_back = None

    def _undone(self) -> None:
        self.outcome.setText(self.tr("Taken back."))
        self.undo.hide()
        self.load()

    def _back(self) -> None:
        self.pages.setCurrentIndex(0)
        self._left.setEnabled(True)

    def _failed(self, error: EmailAssistError) -> None:
        self.outcome.setText(error.sentences)
        self.undo.hide()
        self._show_chosen()

    def _take_event(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.rules and self.pages.currentIndex() == 0:
            self.load()

    def _build(self) -> None:
        for words, data in (
            (self.tr("All rules"), None),
            (self.tr("My rules"), "own"),
            (self.tr("Those that decide"), RuleKind.DECIDES),
            (self.tr("Those that warn"), RuleKind.WARNS),
            (self.tr("Those that tell"), RuleKind.TELLS),
        ):
            self.which.addItem(words, data)
        self.which.setAccessibleName(self.tr("Which rules"))
        self.which.currentIndexChanged.connect(lambda _: self._fill())
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.switch.toggled.connect(self._switched)
        self.editor.save_wanted.connect(self._save)
        self.editor.cancelled.connect(self._back)
        for button, act in (
            (self.new, self._begin),
            (self.edit, self._edit),
            (self.remove, self._remove),
            (self.undo, self._undo),
        ):
            on_click(button, act)
        self.problem.hide()
        self.undo.hide()
        self._lay_out_left()
        self.pages.addWidget(self._details())
        self.pages.addWidget(self.editor)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._left)
        parts.addWidget(self.pages)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(16)
        parts.setSizes([330, 620])
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.accept)
        below = QHBoxLayout()
        below.addWidget(self.outcome, 1)
        below.addWidget(self.undo)
        below.addWidget(close)
        about = self.tr(
            "Rules look at every message first, and cost nothing. Yours go before the shipped ones;"
            " none takes a warning away."
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(text_label(self.windowTitle(), "title"))
        whole.addWidget(text_label(about, "muted", wrap=True))
        whole.addWidget(self.problem)
        whole.addWidget(parts, 1)
        whole.addLayout(below)

    def _lay_out_left(self) -> None:
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.which)
        column.addWidget(self.list, 1)
        column.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)

    def _details(self) -> QWidget:
        right = QWidget()
        buttons = QHBoxLayout()
        buttons.addWidget(self.edit)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.title, self.why, self.switch, self.precision, self.fired, self.sets):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addStretch(1)
        return right

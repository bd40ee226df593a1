"""Writing a rule of one's own: a sentence, what it was understood to mean, and what it matches.

Owns: the form. Must not: understand a sentence or look for messages (the engine does).
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.own_rule import OwnRule, meaning
from emailassist.domain.triage import Priority
from emailassist.domain.views import MessageRow
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.rule_words import RuleWords

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_PRIORITIES = (None, *Priority)
_REPLIES = (None, True, False)
_PAUSE = 350
"""Milliseconds after the last key until a sentence is read."""
_SHOWN = 30
"""Messages that are named."""


class RuleEditor(QWidget):
    """One rule as fields; the sentence fills them in, and each can be changed."""

    save_wanted = Signal(object, str, bool)
    """The rule, the name of the one that it replaces or '', and whether to rule on mail here."""
    cancelled = Signal()

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self._engine = engine
        self._look = look
        self._words = RuleWords(self)
        self._understanding = Lane(bridge, self)
        self._matching = Lane(bridge, self)
        self._rows = Lane(bridge, self)
        self._base = OwnRule("")
        self._instead = ""
        self._pause = QTimer(self)
        self._categories: tuple[str, ...] = ("",)
        self.sentence = QLineEdit()
        self.whom = QLineEdit()
        self.subject = QLineEdit()
        self.text = QLineEdit()
        self.category = QComboBox()
        self.priority = QComboBox()
        self.reply = QComboBox()
        self.name = QLineEdit()
        self.understood = text_label("", "strong", wrap=True)
        self.problem = text_label("", "problem", wrap=True)
        self.count = text_label("", "muted", wrap=True)
        self.messages = QListWidget()
        self.here = QCheckBox(self.tr("Rule on the messages that are here, too"))
        self.save = TextButton(look, self.tr("Put in force"), "primary")
        self._cancel = TextButton(look, self.tr("Cancel"))
        self._build()

    def begin(self) -> None:
        """An empty form."""
        self.edit(OwnRule(""), new=True)
        self.sentence.setFocus()

    def edit(self, rule: OwnRule, *, new: bool = False) -> None:
        """A form with that rule; it replaces the one of the same name unless it is new."""
        self._instead = "" if new else rule.name
        self.sentence.setText(rule.says)
        self._fill(rule)
        self.problem.setText("")

    def fail(self, error: EmailAssistError) -> None:
        """Say why it could not be saved."""
        self.problem.setText(error.sentences)
        self.save.setEnabled(True)

    def rule(self) -> OwnRule:
        """The rule as the fields say it."""
        return replace(
            self._base,
            name=self.name.text().strip() or self._base.name,
            sender=_texts(self.whom),
            subject=_texts(self.subject),
            text=_texts(self.text),
            category=self._categories[self.category.currentIndex()],
            priority=_PRIORITIES[self.priority.currentIndex()],
            needs_reply=_REPLIES[self.reply.currentIndex()],
            says=self.sentence.text().strip(),
        )

    def _understand(self) -> None:
        said = self.sentence.text().strip()
        if said:
            work = self._engine.rules.understand(said)
            self._understanding.ask(work, self._take, self._not_understood)

    def _take(self, rule: OwnRule) -> None:
        self.problem.setText("")
        self._fill(rule if not self._instead else replace(rule, name=self._instead))

    def _not_understood(self, error: EmailAssistError) -> None:
        self.problem.setText(error.sentences)

    def _fill(self, rule: OwnRule) -> None:
        self._base = rule
        self._offer_categories(rule.category)
        fields = (
            (self.name, rule.name),
            (self.whom, ", ".join(rule.sender)),
            (self.subject, ", ".join(rule.subject)),
            (self.text, ", ".join(rule.text)),
        )
        for field, words in fields:
            field.blockSignals(True)  # noqa: FBT003  Qt's own
            field.setText(words)
            field.blockSignals(False)  # noqa: FBT003
        choices = (
            (self.category, self._categories.index(rule.category)),
            (self.priority, _PRIORITIES.index(rule.priority)),
            (self.reply, _REPLIES.index(rule.needs_reply)),
        )
        for box, place in choices:
            box.blockSignals(True)  # noqa: FBT003
            box.setCurrentIndex(place)
            box.blockSignals(False)  # noqa: FBT003
        self._changed()

    def _changed(self) -> None:
        """Show what the fields mean now, and what they match."""
        rule = self.rule()
        complete = not (rule.is_about_all or rule.says_nothing)
        self.save.setEnabled(complete and bool(rule.name))
        title = self._look.category_title(rule.category) if rule.category else ""
        hint = self.tr("Say which mail it is about, and what such mail is.")
        self.understood.setText(meaning(rule, title) if complete else hint)
        self._matching.drop()
        self._rows.drop()
        self.messages.clear()
        self.count.setText("")
        if complete:
            self._matching.ask(self._engine.rules.matching(rule), self._count, self.fail)

    def _count(self, keys: tuple[MessageKey, ...]) -> None:
        self.count.setText(self._words.matches(len(keys)))
        self.here.setEnabled(bool(keys))
        if keys:
            self._rows.ask(self._engine.rows(keys[:_SHOWN]), self._name_them)

    def _name_them(self, rows: tuple[MessageRow, ...]) -> None:
        self.messages.clear()
        for row in rows:
            sender = row.sender.label if row.sender else ""
            self.messages.addItem(f"{sender} — {row.subject}")

    def _save(self) -> None:
        self.save.setEnabled(False)
        self.save_wanted.emit(self.rule(), self._instead, self.here.isChecked())

    def _build(self) -> None:
        self._fill_boxes()
        self._name_fields()
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._understand)
        self.sentence.textEdited.connect(lambda _: self._pause.start())
        for field in (self.name, self.whom, self.subject, self.text):
            field.textEdited.connect(lambda _: self._changed())
        for box in (self.category, self.priority, self.reply):
            box.currentIndexChanged.connect(lambda _: self._changed())
        self.here.setChecked(True)
        on_click(self.save, self._save)
        on_click(self._cancel, self.cancelled.emit)
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, part in self._fields():
            form.addRow(words, part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.here, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(text_label(self.tr("Say it in a sentence"), "card-title"))
        column.addWidget(self.sentence)
        column.addWidget(self.problem)
        column.addLayout(form)
        column.addWidget(self.understood)
        column.addWidget(self.count)
        column.addWidget(self.messages, 1)
        column.addLayout(buttons)

    def _offer_categories(self, own: str) -> None:
        """Those there are now, and the one that the rule has although it is gone."""
        names = ("", *(each.name for each in self._look.categories), own)
        self._categories = tuple(dict.fromkeys(names))
        titles = [self._look.category_title(name) for name in self._categories[1:]]
        self.category.blockSignals(True)  # noqa: FBT003
        self.category.clear()
        self.category.addItems([self.tr("as triage says"), *titles])
        self.category.blockSignals(False)  # noqa: FBT003

    def _fill_boxes(self) -> None:
        unchanged = self.tr("as triage says")
        names = {
            Priority.URGENT: self.tr("Urgent"),
            Priority.HIGH: self.tr("High"),
            Priority.NORMAL: self.tr("Normal"),
            Priority.LOW: self.tr("Low"),
        }
        self.priority.addItems([unchanged, *(names[each] for each in Priority)])
        self.reply.addItems([unchanged, self.tr("Wants a reply"), self.tr("No reply needed")])

    def _name_fields(self) -> None:
        self.sentence.setPlaceholderText(
            self.tr("Mail from my landlord is personal and urgent — in English, Spanish or French")
        )
        self.whom.setPlaceholderText(self.tr("addresses, domains or names, with commas between"))
        self.subject.setPlaceholderText(self.tr("words or phrases, with commas between"))
        self.text.setPlaceholderText(self.tr("words or phrases, with commas between"))
        self.sentence.setAccessibleName(self.tr("Rule as a sentence"))
        self.messages.setAccessibleName(self.tr("Messages that it would match"))
        self.messages.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for words, part in self._fields():
            part.setAccessibleName(words)

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (self.tr("From"), self.whom),
            (self.tr("Subject has"), self.subject),
            (self.tr("Text has"), self.text),
            (self.tr("Category"), self.category),
            (self.tr("Priority"), self.priority),
            (self.tr("Reply"), self.reply),
            (self.tr("Name"), self.name),
        )


def _texts(field: QLineEdit) -> tuple[str, ...]:
    parts = (part.strip() for part in field.text().split(","))
    return tuple(dict.fromkeys(part for part in parts if part))

"""The dialog of settings.

Owns: the form. Must not: keep a setting, or know what it does beyond the words beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.meaning import LearnWhen
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import (
    TextButton,
    money_field,
    number_field,
    on_click,
    scrolled,
    text_label,
)
from emailassist.gui.look import Look
from emailassist.gui.privacy_fields import CategoriesField, SendersField
from emailassist.settings import Settings

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


@dataclass(frozen=True, slots=True)
class _Field:
    """One setting's widget, and how its value gets in and out."""

    widget: QWidget
    show: Callable[[Any], None]
    value: Callable[[], Any]


_Row = tuple[str, str, _Field, str]
"""The setting's name, its words, its field, and what else there is to know."""


class SettingsDialog(QDialog):
    """Reads the settings, and puts in force what was changed when the person says so."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(600, 620)
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self._before: Settings | None = None
        self.fields: dict[str, _Field] = {}
        self.outcome = text_label("", "problem", wrap=True)
        self.save = TextButton(look, self.tr("Save"), "primary", "check")
        self.save.setEnabled(False)
        self._build()
        self._lane.ask(engine.preferences.current(), self._show, self._failed)

    def _show(self, settings: Settings) -> None:
        self._before = settings
        for name, field in self.fields.items():
            field.show(getattr(settings, name))
        self.save.setEnabled(True)

    def _save(self) -> None:
        before = self._before
        if before is None:
            return
        values = {name: field.value() for name, field in self.fields.items()}
        changed = {name: new for name, new in values.items() if new != getattr(before, name)}
        self.save.setEnabled(False)
        # Only what was changed here: another window or the file may have changed the rest.
        work = self._engine.preferences.change(lambda settings: replace(settings, **changed))
        self._lane.ask(work, lambda _: self.accept(), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.save.setEnabled(self._before is not None)
        self.outcome.setText(error.sentences)

    def _number(self, lowest: int, highest: int, unit: str, *, zero: str = "") -> _Field:
        box = number_field(lowest, highest)
        box.setSuffix(f" {unit}")
        box.setSpecialValueText(zero)
        box.setMaximumWidth(190)
        return _Field(box, box.setValue, box.value)

    def _money(self, highest: int) -> _Field:
        box = money_field(highest, self.tr("no limit"))
        box.setMaximumWidth(190)
        return _Field(box, box.setValue, box.value)

    def _tokens(self) -> _Field:
        field = self._number(0, 2_000_000_000, self.tr("tokens"), zero=self.tr("no limit"))
        if isinstance(field.widget, QSpinBox):
            field.widget.setSingleStep(100_000)
            field.widget.setGroupSeparatorShown(True)
        return field

    def _percent(self, lowest: int, highest: int) -> _Field:
        box: QSpinBox = number_field(lowest, highest)
        box.setSuffix(" %")
        box.setMaximumWidth(190)
        return _Field(
            box, lambda share: box.setValue(round(share * 100)), lambda: box.value() / 100
        )

    def _text(self, placeholder: str) -> _Field:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        return _Field(line, line.setText, lambda: line.text().strip())

    def _switch(self, words: str) -> _Field:
        box = QCheckBox(words)
        return _Field(box, box.setChecked, box.isChecked)

    def _choice(self, names: Mapping[StrEnum, str]) -> _Field:
        box = QComboBox()
        for value, words in names.items():
            box.addItem(words, value)
        box.setMaximumWidth(330)
        return _Field(
            box, lambda value: box.setCurrentIndex(list(names).index(value)), box.currentData
        )

    def _build(self) -> None:
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 12, 0)
        form.setSpacing(8)
        for title, rows in self._sections():
            form.addRow(text_label(title, "strong"))
            for row in rows:
                self._add(form, *row)
        cancel = TextButton(self._look, self.tr("Cancel"))
        on_click(cancel, self.reject)
        on_click(self.save, self._save)
        buttons = QHBoxLayout()
        buttons.addWidget(self.outcome, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(text_label(self.tr("Settings"), "title"))
        whole.addWidget(scrolled(inside), 1)
        whole.addLayout(buttons)

    def _add(self, form: QFormLayout, name: str, words: str, field: _Field, note: str) -> None:
        self.fields[name] = field
        field.widget.setAccessibleName(words)
        field.widget.setAccessibleDescription(note)
        form.addRow(words, field.widget)
        if note:
            label = text_label(note, "muted", wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)  # close to its field, if it is short
            form.addRow("", label)

    def _sections(self) -> list[tuple[str, list[_Row]]]:
        return [
            (self.tr("Mail"), self._mail()),
            (self.tr("Sending"), self._sending()),
            (self.tr("Triage"), self._triage()),
            (self.tr("Search"), self._search()),
            (self.tr("Privacy"), self._privacy()),
            (self.tr("Cost of models"), self._cost()),
            (self.tr("How messages were decided"), self._traces()),
        ]

    def _mail(self) -> list[_Row]:
        return [
            (
                "sync_minutes",
                self.tr("Look for new mail every"),
                self._number(0, 1440, self.tr("minutes"), zero=self.tr("only when asked")),
                "",
            ),
            (
                "push",
                "",
                self._switch(self.tr("Let the server tell of new mail at once")),
                self.tr("Where it can, and with two connections or more."),
            ),
            (
                "connections",
                self.tr("Connections to a server"),
                self._number(1, 20, self.tr("at most")),
                self.tr("Of each account at a time; some providers allow only a few."),
            ),
            (
                "whole_message_mb",
                self.tr("Fetch messages whole up to"),
                self._number(0, 2000, self.tr("MB"), zero=self.tr("any size")),
                self.tr("Of larger ones only the first part, and the rest when you ask for it."),
            ),
            (
                "ispdb",
                self.tr("New accounts"),
                self._switch(self.tr("Ask Mozilla for servers that nothing else names")),
                self.tr("Mozilla then learns the domain of the address, and nothing more."),
            ),
        ]

    def _sending(self) -> list[_Row]:
        return [
            (
                "undo_seconds",
                self.tr("Time to take a message back"),
                self._number(0, 3600, self.tr("seconds")),
                self.tr("What you approve waits this long before it goes out."),
            ),
            (
                "html_alternative",
                self.tr("Form"),
                self._switch(self.tr("Send the text as HTML too")),
                "",
            ),
            (
                "save_approved",
                self.tr("Approved drafts"),
                self._switch(self.tr("Save on the server instead of sending")),
                self.tr("They lie in its Drafts mailbox then, for any mail program to send."),
            ),
        ]

    def _triage(self) -> list[_Row]:
        return [
            (
                "triage_unasked",
                self.tr("After new mail, triage"),
                self._number(0, 10_000, self.tr("messages"), zero=self.tr("only when asked")),
                self.tr("The newest that no triage has finished."),
            ),
            (
                "target_precision",
                self.tr("Decide without an agent from"),
                self._percent(50, 100),
                self.tr("How much of what is decided without a model has to be right."),
            ),
            (
                "learn_from_deeds",
                self.tr("Learning"),
                self._switch(self.tr("Learn from what I do to messages, too")),
                self.tr("Answering, starring, moving, deleting. Corrections always teach."),
            ),
            (
                "mirror_triage",
                self.tr("Other programs"),
                self._switch(self.tr("Write what triage says to the server as keywords")),
                self.tr("They can filter on them: $ea-needs-reply, $ea-category-newsletter, …"),
            ),
        ]

    def _search(self) -> list[_Row]:
        when: dict[StrEnum, str] = {
            LearnWhen.MAINS: self.tr("not while on battery"),
            LearnWhen.IDLE: self.tr("only when the computer has nothing else to do"),
            LearnWhen.ALWAYS: self.tr("at any time"),
            LearnWhen.NEVER: self.tr("never by itself"),
        }
        return [
            (
                "meaning_when",
                self.tr("Learn what mail is about"),
                self._choice(when),
                self.tr("So that it is found by meaning, on this computer; newest mail first."),
            ),
        ]

    def _privacy(self) -> list[_Row]:
        senders = SendersField()
        categories = CategoriesField(self._look.categories)
        return [
            (
                "local_only",
                "",
                self._switch(self.tr("Nothing leaves this computer for a model")),
                self.tr("Only models on this computer are used."),
            ),
            (
                "mask_remote",
                "",
                self._switch(self.tr("Mask personal data before a model elsewhere sees it")),
                self.tr(
                    "Addresses, numbers and names are replaced, and put back in the answer. This"
                    " reduces what leaves; what is written about people can still tell who they"
                    " are."
                ),
            ),
            (
                "local_senders",
                self.tr("Keep these senders here"),
                _Field(senders, senders.show_senders, senders.senders),
                self.tr("Of messages from or to them nothing is sent to a model elsewhere."),
            ),
            (
                "local_categories",
                self.tr("Keep these categories here"),
                _Field(categories, categories.choose, categories.chosen),
                self.tr("Also what could be one of them is looked at on this computer only."),
            ),
            (
                "ledger_days",
                self.tr("Keep what was sent for"),
                self._number(1, 3650, self.tr("days")),
                self.tr("The list of what left this computer is in the menu."),
            ),
            (
                "ledger_mb",
                self.tr("Of its texts keep at most"),
                self._number(1, 10_000, self.tr("MB")),
                "",
            ),
        ]

    def _cost(self) -> list[_Row]:
        unasked = self.tr(
            "What would cost more is not sent. The model on this computer does not count."
        )
        return [
            ("daily_money", self.tr("At most in a day"), self._money(100_000), ""),
            ("daily_tokens", self.tr("Tokens in a day"), self._tokens(), ""),
            ("monthly_money", self.tr("At most in a month"), self._money(1_000_000), ""),
            ("monthly_tokens", self.tr("Tokens in a month"), self._tokens(), unasked),
            (
                "answer_cache",
                self.tr("Answers"),
                self._switch(self.tr("Keep answers of models, so that none is paid for twice")),
                self.tr("They stay on this computer and are used when nothing has changed."),
            ),
            (
                "answer_cache_mb",
                self.tr("Keep at most"),
                self._number(1, 10_000, self.tr("MB")),
                "",
            ),
            (
                "answer_cache_days",
                self.tr("Keep for"),
                self._number(1, 3650, self.tr("days")),
                "",
            ),
        ]

    def _traces(self) -> list[_Row]:
        never = self.tr("do not keep it")
        return [
            (
                "trace_days",
                self.tr("Keep it for"),
                self._number(0, 3650, self.tr("days"), zero=never),
                self.tr("Each step with its prompt and answer, on this computer only."),
            ),
            ("trace_mb", self.tr("Keep at most"), self._number(1, 10_000, self.tr("MB")), ""),
            (
                "otel_collector",
                self.tr("OpenTelemetry collector"),
                self._text("http://localhost:4318"),
                self.tr("Hears of each step, without text of mail. Empty: nobody does."),
            ),
            (
                "otel_content",
                "",
                self._switch(self.tr("Send it prompts and answers too")),
                self.tr("They hold your mail as it is, with nothing masked."),
            ),
            (
                "metrics_port",
                self.tr("Prometheus may ask on port"),
                self._number(0, 65535, "", zero=self.tr("none")),
                self.tr("Only from this computer: figures about runs, tokens, cost and failures."),
            ),
        ]

"""What was found in a message: deadlines, amounts, questions.

Owns: the list of facts. Must not: find any.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from emailassist.domain.triage import Fact, FactKind
from emailassist.gui.controls import ElidedLabel, IconLabel, TextButton, clear, on_click, text_label
from emailassist.gui.dates import iso_date
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

SHOWN = 3

_ICONS = {
    FactKind.DEADLINE: "calendar-clock",
    FactKind.DATE: "calendar",
    FactKind.AMOUNT: "banknote",
    FactKind.PHONE: "phone",
    FactKind.IBAN: "landmark",
    FactKind.ORDER: "package",
    FactKind.INVOICE: "receipt",
    FactKind.FLIGHT: "plane",
    FactKind.ADDRESS: "map-pin",
    FactKind.LINK: "link",
    FactKind.PERSON: "user",
    FactKind.ASK: "circle-question-mark",
    FactKind.PROMISE: "handshake",
}


class FactsView(QWidget):
    """One line for each fact; choosing it shows where it stands."""

    fact_chosen = Signal(object)
    renewed = Signal()
    """Other lines stand here now."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._facts: tuple[Fact, ...] = ()
        self._column = QVBoxLayout()
        self._column.setSpacing(1)
        self.by = text_label("", "small", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(3)
        whole.addLayout(self._column)
        whole.addWidget(self.by)

    def show_facts(self, facts: Sequence[Fact], by: str = "") -> None:
        """Show the facts, and who found them; many are folded."""
        self.by.setText(by)
        self.by.setVisible(bool(by))
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            # a line that says "1 more" takes the room of the one it hides
            few = len(self._facts) <= SHOWN + 1
            self._fill(self._facts if few else self._facts[:SHOWN])

    def _fill(self, shown: Sequence[Fact]) -> None:
        clear(self._column)
        for fact in shown:
            line = _FactLine(self._look, fact, self._kind_name(fact.kind))
            line.clicked.connect(lambda _=False, fact=fact: self.fact_chosen.emit(fact))
            self._column.addWidget(line)
        hidden = len(self._facts) - len(shown)
        if hidden:
            more = TextButton(self._look, self.tr("Show {count} more").format(count=hidden), "link")
            on_click(more, lambda: self._fill(self._facts))
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self.renewed.emit()

    def _kind_name(self, kind: FactKind) -> str:
        names = {
            FactKind.DEADLINE: self.tr("Deadline"),
            FactKind.DATE: self.tr("Date"),
            FactKind.AMOUNT: self.tr("Amount"),
            FactKind.PHONE: self.tr("Phone"),
            FactKind.IBAN: self.tr("IBAN"),
            FactKind.ORDER: self.tr("Order"),
            FactKind.INVOICE: self.tr("Invoice"),
            FactKind.FLIGHT: self.tr("Flight"),
            FactKind.ADDRESS: self.tr("Address"),
            FactKind.LINK: self.tr("Link"),
            FactKind.PERSON: self.tr("Person"),
            FactKind.ASK: self.tr("Question"),
            FactKind.PROMISE: self.tr("Promise"),
        }
        return names[kind]


class _FactLine(QPushButton):
    """Icon, normalised value, and the words of the mail."""

    def __init__(self, look: Look, fact: Fact, kind: str) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setMinimumHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        words = " ".join(fact.text.split())
        first, second = _told(fact, words)
        self.setToolTip(plain_tip(f"{kind}: {words}" + (f" ({fact.value})" if fact.value else "")))
        self.setAccessibleName(f"{kind}: {fact.value} {words}")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(9)
        row.addWidget(IconLabel(look, _ICONS[fact.kind], "muted", 15))
        if second:
            row.addWidget(text_label(first, "strong"))
            row.addWidget(ElidedLabel(second, "faint"), 1)
        else:
            row.addWidget(ElidedLabel(first), 1)


def _told(fact: Fact, words: str) -> tuple[str, str]:
    """What a line says first, and what it adds: for dates the day meant and the words used."""
    if fact.value and fact.kind in {FactKind.DATE, FactKind.DEADLINE}:
        return iso_date(fact.value), words
    return words, ""

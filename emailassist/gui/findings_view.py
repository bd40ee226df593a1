"""What specialists that the person added found in a message.

Owns: a card for each finding, a line for each value. Must not: judge or look up anything.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from emailassist.domain.finding import Finding, FoundValue, Part
from emailassist.gui.cards import Card
from emailassist.gui.chips import Chip
from emailassist.gui.controls import ElidedLabel, clear, text_label
from emailassist.gui.dates import iso_date
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

_MARKED = (Part.TEXT, Part.SIGNATURE, Part.QUOTED)
"""Parts that stand in the text of the message, so that they can be shown there."""
_WIDEST_LABEL = 110


class FindingsView(QWidget):
    """A card for each finding; choosing a value shows where it stands."""

    value_chosen = Signal(object)
    renewed = Signal()
    """Other lines stand here now."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._findings: tuple[Finding, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        look.changed.connect(self._fill)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show them; nothing is shown where there are none."""
        if tuple(findings) != self._findings:
            self._findings = tuple(findings)
            self._fill()

    def lines(self) -> list["FoundLine"]:
        """Every value that is shown, from the top."""
        return self.findChildren(FoundLine)

    def _fill(self) -> None:
        clear(self._column)
        for finding in self._findings:
            self._column.addWidget(self._card(finding))
        self.renewed.emit()

    def _card(self, finding: Finding) -> Card:
        card = Card(finding.title)
        card.body.setSpacing(1)
        widest = max(_width_of(value.title) for value in finding.values)
        for value in finding.values:
            line = FoundLine(self._look, value, min(widest, _WIDEST_LABEL))
            line.clicked.connect(lambda _=False, value=value: self.value_chosen.emit(value))
            card.body.addWidget(line)
        if finding.by_patterns:
            told = self.tr(
                "Filled in by patterns on this machine; a model that writes would find more."
            )
            card.body.addWidget(text_label(told, "small", wrap=True))
        return card


class FoundLine(QPushButton):
    """What the value is, the value, and where it comes from if that is not plain to see."""

    def __init__(self, look: Look, value: FoundValue, label_width: int) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setMinimumHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setEnabled(value.is_in_message and value.part in _MARKED)
        shown = iso_date(value.value) if _is_moment(value.value) else value.value
        self.source = self._source(value)
        self.setToolTip(plain_tip(f"{value.title}: {shown}\n{self.source}".strip()))
        self.setAccessibleName(f"{value.title}: {shown}. {self.source}")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(9)
        label = ElidedLabel(value.title, "muted")
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        label.setFixedWidth(label_width)
        row.addWidget(label)
        row.addWidget(ElidedLabel(shown, "strong" if value.is_sure else "body"), 1)
        if not value.is_in_message:
            missing = Chip(self.tr("not in the message"))
            missing.paint_with(look.theme.warn, look.theme.warn_soft)
            row.addWidget(missing)
        elif brief := self._brief(value):
            row.addWidget(ElidedLabel(brief, "faint"), 1)

    def _brief(self, value: FoundValue) -> str:
        if not value.stated:
            return f"“{' '.join(value.quote.split())}”"
        parts = {
            Part.SUBJECT: self.tr("subject"),
            Part.SENDER: self.tr("sender"),
            Part.ATTACHMENTS: self.tr("attachment"),
        }
        return parts.get(value.part, "")

    def _source(self, value: FoundValue) -> str:
        """Where it comes from, in words."""
        quote = " ".join(value.quote.split())
        if not value.is_in_message:
            return self.tr("The message does not say this; the model may have made it up.")
        if not value.stated:
            return self.tr("read from “{quote}”").format(quote=quote)
        return {
            Part.TEXT: "“{quote}”",
            Part.SUBJECT: self.tr("in the subject"),
            Part.SENDER: self.tr("from the sender’s name"),
            Part.ATTACHMENTS: self.tr("in the name of an attachment"),
            Part.SIGNATURE: self.tr("in the signature: “{quote}”"),
            Part.QUOTED: self.tr("in quoted text: “{quote}”"),
        }[value.part].format(quote=quote)


def _width_of(title: str) -> int:
    return text_label(title).sizeHint().width() + 2


def _is_moment(value: str) -> bool:
    return len(value) in {10, 16} and value[4:5] == "-" and value[7:8] == "-"

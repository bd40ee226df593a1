"""What a draft states and where each of it comes from.

Owns: the list, and the words for a source. Must not: judge a claim, or open a source.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emailassist.domain.draft import Claim, ClaimSource, SourceKind
from emailassist.gui.controls import OptionButton, TextButton, clear, on_click, text_label
from emailassist.gui.look import Look

_LONGEST = 70


class SourceWords(QObject):
    """Sentences about a source."""

    def of(self, source: ClaimSource) -> str:
        """Where it is from, as a person would say it."""
        title = source.title
        match source.kind:
            case SourceKind.THREAD:
                words = self.tr("From the conversation: {title}") if title else ""
                return words.format(title=title) if words else self.tr("From the conversation")
            case SourceKind.MAIL:
                if source.beyond:
                    return self.tr("From mail with others: {title}").format(title=title)
                words = self.tr("From your mail: {title}") if title else ""
                return words.format(title=title) if words else self.tr("As you usually write")
            case SourceKind.NOTE:
                return self.tr("From your note {title}").format(title=title)
            case SourceKind.PERSON:
                return self.tr("You said so")
            case SourceKind.NONE:
                return self.tr("Nothing says so: check it before you send")


class ClaimsView(QWidget):
    """A line that sums up; below it, when wanted, each claim with its source."""

    source_wanted = Signal(object)
    """The `ClaimSource` to open."""
    claim_chosen = Signal(object)
    """The `Claim` to go to in the text."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._claims: tuple[Claim, ...] = ()
        self._open = False
        self.words = SourceWords()
        self.summary = TextButton(look, "", "link", "list-checks")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(5)
        self._list = QWidget()
        self._list.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.summary, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._list)
        self._list.hide()
        on_click(self.summary, self._toggle)
        self.hide()

    def show_claims(self, claims: Sequence[Claim]) -> None:
        """Show what a text states; hidden where it states nothing."""
        if tuple(claims) == self._claims:
            return
        self._claims = tuple(claims)
        self.setVisible(bool(self._claims))
        unborne = sum(each.source.kind is SourceKind.NONE for each in self._claims)
        borne = len(self._claims) - unborne
        words = self.tr("{borne} statements with a source").format(borne=borne)
        if unborne:
            words = self.tr("{borne} statements with a source, {unborne} without").format(
                borne=borne, unborne=unborne
            )
        self.summary.setText(words)
        self._fill()

    def _toggle(self) -> None:
        self._open = not self._open
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        self._list.setVisible(self._open)
        if not self._open:
            return
        for claim in sorted(self._claims, key=lambda each: each.source.kind is not SourceKind.NONE):
            self._rows.addWidget(self._row(claim))

    def _row(self, claim: Claim) -> QWidget:
        source = claim.source
        said = " ".join(claim.text.split())
        said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
        where = self.words.of(source)
        if source.kind is SourceKind.NONE:
            label = text_label(f"“{said}”\n{where}", "problem", wrap=True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            return label
        quote = f"\n“{source.quote}”" if source.quote else ""
        button = OptionButton(f"“{said}” — {where}{quote}")
        button.clicked.connect(lambda _=False: self._chosen(claim))
        return button

    def _chosen(self, claim: Claim) -> None:
        self.claim_chosen.emit(claim)
        if claim.source.key is not None or claim.source.path:
            self.source_wanted.emit(claim.source)

"""What stands above a message: what to beware of, and what was left out of it.

Owns: the boxes and their words. Must not: judge a message.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emailassist.domain.message import Protection
from emailassist.domain.triage import WarningKind
from emailassist.domain.views import MessageDetail
from emailassist.gui.banners import Banner
from emailassist.gui.controls import clear
from emailassist.gui.hidden_text import HiddenText
from emailassist.gui.look import Look
from emailassist.local.disguise import unseen as unseen_text

if TYPE_CHECKING:
    from emailassist.mime.sanitize import SafeHtml

MOST_LINKS = 3
MOST_DEFECTS = 3


class MessageWarnings(QWidget):
    """Boxes below each other; hidden when there is nothing to say."""

    passage_wanted = Signal()
    """Show what in the message speaks to a program."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_warnings(self, detail: MessageDetail, page: "SafeHtml | None") -> None:
        """Show what triage warns of, and what making the shown `page` safe brought up."""
        clear(self._column)
        phishing = _texts(detail, WarningKind.PHISHING)
        if phishing:
            self._add("danger", self.tr("This message may be a fraud"), phishing)
        self._add_orders(detail)
        if page is not None:
            self._add_links(page, known="\n".join(phishing))
        self._add_protection(detail.message.protection)
        defects = " ".join(detail.message.defects[:MOST_DEFECTS])
        if defects:
            self._add("info", self.tr("This message is malformed: {what}").format(what=defects))
        if page is not None and page.remote_images:
            words = self.tr(
                "{count} remote images are not loaded. They would tell the sender that you read"
                " this; this version never loads them."
            )
            self._add("info", words.format(count=page.remote_images))
        self.setVisible(self._column.count() > 0)

    def banners(self) -> list[Banner]:
        """The boxes, from the top."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        shown = (item.widget() for item in items if item is not None)
        return [each for each in shown if isinstance(each, Banner)]

    def _add_protection(self, protection: Protection | None) -> None:
        if protection is None:
            return
        words = (
            self.tr("This message is encrypted ({how}). Save it to open it in another program.")
            if protection.encrypted
            else self.tr("This message is signed ({how}). The signature has not been checked.")
        )
        self._add("info", words.format(how=protection.standard))

    def _add_orders(self, detail: MessageDetail) -> None:
        orders = _texts(detail, WarningKind.INJECTION)
        hidden = _texts(detail, WarningKind.HIDDEN_TEXT)
        certain = any(passage.certain for passage in detail.passages)
        if not orders and detail.passages:  # triage has not been at it yet
            orders = [self.tr("A passage of it: {why}.").format(why=detail.passages[0].why)]
        if orders:
            title = (
                self.tr("Something in this message could be meant for AI programs")
                if detail.passages and not certain and not hidden
                else self.tr("This message tries to give orders to AI programs")
            )
            comfort = [self.tr("The assistant here does not follow orders in mail.")]
            kind = "danger" if certain or hidden or not detail.passages else "warn"
            box = self._add(kind, title, orders + (hidden or comfort))
            if detail.passages:
                box.add_button(self.tr("Show the passage"), self.passage_wanted.emit)
        elif hidden:
            self._add("warn", "\n".join(hidden))
        unseen = unseen_text(detail.message.text)
        if hidden and detail.message.hidden_text:
            unseen = "\n".join(filter(None, (detail.message.hidden_text, unseen)))
        if unseen:
            self._column.addWidget(HiddenText(self._look, unseen))

    def _add_links(self, page: "SafeHtml", *, known: str) -> None:
        """Links that pretend, unless a warning of the triage says so already."""
        told = self.tr("A link says “{text}” but leads to {target}")
        links = dict.fromkeys(link for link in page.suspicious_links if link.target not in known)
        texts = [told.format(text=each.text, target=each.target) for each in links]
        if texts:
            self._add("danger", "\n".join(texts[:MOST_LINKS]))

    def _add(self, kind: str, text: str, lines: list[str] | None = None) -> Banner:
        box = Banner(self._look, kind, text, "\n".join(lines or ()))
        self._column.addWidget(box)
        return box


def _texts(detail: MessageDetail, kind: WarningKind) -> list[str]:
    """What triage warns of, of this kind."""
    warnings = detail.triage.warnings if detail.triage else ()
    return [warning.text for warning in warnings if warning.kind is kind]

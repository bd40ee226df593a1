"""The right column: what the assistant found out about the open message, and the reply.

Owns: the cards and when each is shown. Must not: read or decide anything itself.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.domain.triage import Triage, WarningKind, Written
from emailassist.domain.views import MessageDetail, TriageState
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge
from emailassist.gui.cards import Card, Empty
from emailassist.gui.chips import Chip
from emailassist.gui.controls import (
    IconButton,
    IconLabel,
    TextButton,
    clear,
    on_click,
    tab_through,
    text_label,
)
from emailassist.gui.conversation_card import ConversationCard
from emailassist.gui.draft_card import DraftCard
from emailassist.gui.facts_view import FactsView
from emailassist.gui.findings_view import FindingsView
from emailassist.gui.look import Look
from emailassist.gui.summary_card import SummaryCard
from emailassist.gui.triage_card import TriageCard

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_LOW, _LOW_WITH_DRAFT = 740, 1000
"""Pixels: below this height the notice does not stay in sight."""
_ABOUT_OUR_TEXT = frozenset({WarningKind.UNGROUNDED, WarningKind.MODEL})
"""Warnings about summary and draft; those about the message stand above the message."""


class AssistantPanel(QFrame):
    """State, notice, triage, summary, findings, facts and reply of one message."""

    triage_wanted = Signal()
    """Triage this message (again)."""
    model_wanted = Signal()
    """Connect a better model."""
    egress_wanted = Signal()
    """Show what was sent about this message, or would be."""
    trace_wanted = Signal()
    """Show how it was decided, step by step."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("assistant")
        self.setMinimumWidth(270)
        self._look = look
        self._detail: MessageDetail | None = None
        self._own = False
        self._triaging = False
        self._pill = Chip()
        self.notice = Card(kind="info")
        self._notice_closed = False
        self._notice_text = text_label("", "small", wrap=True)
        self._problem = Card()
        self._problem_text = text_label("", "muted", wrap=True)
        self.try_again = TextButton(look, "", "plain", "sparkles")
        self.triage = TriageCard(look)
        self.summary = SummaryCard(look)
        self.conversation = ConversationCard(bridge, engine, look)
        self.sent = TextButton(look, self.tr("What was sent to models…"), "link", "shield-alert")
        self._warnings = QVBoxLayout()
        self._facts_card = Card(self.tr("Found in the message"))
        self.facts = FactsView(look)
        self.findings = FindingsView(look)
        self.draft = DraftCard(bridge, engine, look)
        self._nothing = Empty(
            look,
            "bot",
            self.tr("Choose a message"),
            self.tr("Summary, facts and a draft of the reply appear here."),
        )
        self._cards = QVBoxLayout()
        self._foot = QVBoxLayout()
        self._build()
        look.changed.connect(self._draw_pill)
        self.show_nothing()

    def show_detail(self, detail: MessageDetail, to: str) -> None:
        """Show everything about a message; `to` is who would get a reply to it."""
        self._detail = detail
        self._own = detail.row.mine
        self._nothing.hide()
        self.sent.setVisible(not self._own)
        triage = detail.triage
        self.triage.setVisible(triage is not None)
        self._show_warnings(triage)
        self.summary.setVisible(triage is not None and bool(triage.summary.text))
        self._facts_card.setVisible(triage is not None and bool(triage.facts))
        if triage is not None:
            self.triage.show_triage(triage)
            self.summary.show_summary(triage)
            self.facts.show_facts(triage.facts, self._found_by(triage))
        self.findings.show_findings(triage.findings if triage else ())
        self.findings.setVisible(triage is not None and bool(triage.findings))
        self.conversation.show_detail(detail)
        self._show_state()
        self.draft.show_draft(detail.draft, detail.outbox, to)
        self._place_notice()

    def show_nothing(self) -> None:
        """No message is chosen."""
        self.draft.show_nothing()
        self.conversation.show_nothing()
        self._detail = None
        for card in (
            *(self._problem, self.triage, self.summary, self._facts_card, self.findings),
            self.sent,
        ):
            card.hide()
        clear(self._warnings)
        self._nothing.show()
        self._draw_pill()
        self._place_notice()

    def show_triaging(self, *, triaging: bool) -> None:
        """Whether triage runs now."""
        if triaging != self._triaging:
            self._triaging = triaging
            self._show_state()

    def show_notice(self, text: str) -> None:
        """What the default model can and cannot do; '' hides it."""
        self._notice_text.setText(text)
        self.notice.setVisible(bool(text) and not self._notice_closed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notice()

    def _place_notice(self) -> None:
        """In a low window the notice scrolls with the cards instead of taking their room."""
        low = _LOW if self.draft.bar.isHidden() else _LOW_WITH_DRAFT
        place = self._cards if self.height() < low else self._foot
        if place.indexOf(self.notice) < 0:
            place.addWidget(self.notice)

    def pill(self) -> str:
        """What the state pill says."""
        return "" if self._pill.isHidden() else self._pill.text()

    def _show_state(self) -> None:
        detail = self._detail
        if detail is None:
            self._draw_pill()
            return
        state = detail.row.triage
        waiting = state is TriageState.PENDING and not self._triaging and not self._own
        # Also a message that is triaged but for its reply.
        failed = state is TriageState.FAILED or bool(detail.triage_problem)
        self._how.setVisible(failed)
        self._problem.setVisible(failed or (waiting and detail.triage is None))
        if failed:
            self._problem_text.setText(detail.triage_problem or self.tr("Triage failed."))
            self.try_again.setText(self.tr("Try again"))
        else:
            self._problem_text.setText(self.tr("This message has not been triaged."))
            self.try_again.setText(self.tr("Triage this message"))
        self.try_again.setEnabled(not self._triaging)
        self._draw_pill()

    def _draw_pill(self) -> None:
        theme = self._look.theme
        self._pill.setVisible(self._detail is not None)
        if self._detail is None:
            return
        state = self._detail.row.triage
        if state is TriageState.DONE:
            words, colours = self.tr("Ready"), (theme.ok, theme.ok_soft)
        elif self._triaging:
            words, colours = self.tr("Triaging…"), (theme.accent, theme.accent_soft)
        elif self._own and state is TriageState.PENDING:
            words, colours = self.tr("Sent by you"), (theme.muted, theme.hover)
        elif state is TriageState.FAILED:
            words, colours = self.tr("Failed"), (theme.danger, theme.danger_soft)
        else:
            words, colours = self.tr("Not triaged"), (theme.warn, theme.warn_soft)
        self._pill.setText(words)
        self._pill.paint_with(*colours)

    def _found_by(self, triage: Triage) -> str:
        if triage.facts_by is Written.MODEL:
            name = triage.model or self.tr("a model")
            return self.tr("Picked out by {model}; all of it stands in the message").format(
                model=name
            )
        return self.tr("Suggestions that patterns found")

    def _show_warnings(self, triage: Triage | None) -> None:
        clear(self._warnings)
        for warning in triage.warnings if triage else ():
            if warning.kind in _ABOUT_OUR_TEXT:
                self._warnings.addWidget(Banner(self._look, "warn", warning.text))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(9)
        head.addWidget(IconLabel(self._look, "bot", "accent", 20))
        head.addWidget(text_label(self.tr("Assistant"), "app"))
        head.addStretch(1)
        head.addWidget(self._pill)
        self._build_cards()
        scrolled = QWidget()
        scrolled.setObjectName("scrolled")
        cards = self._cards
        scrolled.setLayout(cards)
        cards.setContentsMargins(14, 2, 14, 12)
        cards.setSpacing(8)
        self._warnings.setSpacing(6)
        cards.addWidget(self._problem)
        cards.addWidget(self.summary)
        cards.addLayout(self._warnings)
        cards.addWidget(self.triage)
        cards.addWidget(self.draft, 1000)
        cards.addWidget(self.findings)
        cards.addWidget(self._facts_card)
        cards.addWidget(self.conversation)
        cards.addWidget(self.sent, 0, Qt.AlignmentFlag.AlignLeft)
        cards.addWidget(self._nothing, 1000)
        cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(scrolled)
        foot = self._foot
        foot.setContentsMargins(14, 0, 14, 12)
        foot.setSpacing(10)
        foot.addWidget(self.draft.bar)
        foot.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 15, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addLayout(foot)
        self._order_keys()

    def _order_keys(self) -> None:
        """Tab follows the eye down the panel; new buttons would come last."""
        reply = (self.draft.choices, self.draft.editor, self.draft.start, self.draft.bar)
        above = (self._problem, self.summary, self.triage)
        tab_through((*above, *reply, self.findings, self._facts_card, self.sent, self.notice))

    def _close_notice(self) -> None:
        """Out of the way until the program starts again."""
        self._notice_closed = True
        self.notice.hide()

    def _build_cards(self) -> None:
        close = IconButton(self._look, "x", self.tr("Hide this notice"))
        on_click(close, self._close_notice)
        better = TextButton(self._look, self.tr("Connect a better model…"), "link", "plug")
        better.clicked.connect(self.model_wanted)
        self.notice.body.setContentsMargins(12, 8, 6, 3)
        self.notice.body.setSpacing(2)
        self.notice.body.addWidget(self._notice_text)
        row = QHBoxLayout()
        row.addWidget(better)
        row.addStretch(1)
        row.addWidget(close)
        self.notice.body.addLayout(row)
        self.notice.hide()
        self.sent.clicked.connect(self.egress_wanted)
        self.try_again.clicked.connect(self.triage_wanted)
        self.triage.trace_wanted.connect(self.trace_wanted)
        self._how = TextButton(self._look, self.tr("What happened?"), "link", "list-checks")
        self._how.clicked.connect(self.trace_wanted)
        self._problem.body.addWidget(self._problem_text)
        self._problem.body.addWidget(self.try_again, 0, Qt.AlignmentFlag.AlignLeft)
        self._problem.body.addWidget(self._how, 0, Qt.AlignmentFlag.AlignLeft)
        self._facts_card.body.addWidget(self.facts)
        self.facts.renewed.connect(self._order_keys)
        self.findings.renewed.connect(self._order_keys)
        self.draft.choices.renewed.connect(self._order_keys)

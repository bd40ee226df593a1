"""The thread up to the open message, summed up.

Owns: showing the summary, asking for one, and stopping that. Must not: write or shorten it.
"""

from typing import TYPE_CHECKING

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.task import LONG_CONVERSATION
from emailassist.domain.triage import Conversation, Written
from emailassist.domain.views import MessageDetail
from emailassist.gui.bridge import Bridge, Request
from emailassist.gui.cards import Card
from emailassist.gui.controls import TextButton, text_label
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class ConversationCard(Card):
    """Shown for messages in a long thread."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.title.setText(self.tr("The conversation so far"))
        self.body.insertLayout(0, self.heading)
        self._bridge = bridge
        self._engine = engine
        self._key: MessageKey | None = None
        self._asked: Request | None = None
        self.text = text_label("", "body", wrap=True)
        self.by = text_label("", "small", wrap=True)
        self.sum_up = TextButton(look, self.tr("Sum up"), "link", "sparkles")
        self.sum_up.clicked.connect(self._ask_or_stop)
        self.heading.addWidget(self.sum_up)
        self.body.addWidget(self.text)
        self.body.addWidget(self.by)

    def show_detail(self, detail: MessageDetail) -> None:
        """Show what there is for this message; nothing for a short thread."""
        if detail.row.key != self._key:
            self._stop()
        self._key = detail.row.key
        earlier = [row for row in detail.thread if row.date <= detail.row.date]
        conversation = detail.triage.conversation if detail.triage else None
        # The message itself is one of its thread.
        long = len(earlier) > LONG_CONVERSATION and detail.triage is not None
        self.setVisible(long or conversation is not None)
        self._show(conversation)

    def show_nothing(self) -> None:
        """No message is open."""
        self._stop()
        self._key = None
        self.hide()

    def _show(self, conversation: Conversation | None) -> None:
        self.text.setVisible(conversation is not None)
        if conversation is None:
            self._say("")
            return
        self.text.setText(conversation.text)
        self._say(
            self.tr("Summed up by a model")
            if conversation.written is Written.MODEL
            else self.tr("A sentence of each message, in its own words")
        )

    def _say(self, text: str) -> None:
        self.by.setText(text)
        self.by.setVisible(bool(text))

    def _ask_or_stop(self) -> None:
        if self._asked is not None:
            self._stop()
            return
        if self._key is None:
            return
        self.sum_up.setText(self.tr("Stop"))
        self._say(self.tr("Summing up…"))
        self._asked = self._bridge.ask(
            self, self._engine.conversations.sum_up(self._key), self._done, self._failed
        )

    def _done(self, conversation: Conversation) -> None:
        self._end()
        self._show(conversation)

    def _failed(self, error: EmailAssistError) -> None:
        self._end()
        self._say(error.sentences)

    def _stop(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._end()
            self._say("")

    def _end(self) -> None:
        self._asked = None
        self.sum_up.setText(self.tr("Sum up"))

"""What is said about a draft: who wrote it, how far it is, what is still open.

Owns: the sentences. Must not: show or judge the text.
"""

from PySide6.QtCore import QObject

from emailassist.domain.draft import Draft, DraftState, OutboxEntry, OutboxState
from emailassist.domain.triage import Written
from emailassist.gui.choices import Openness

EDITABLE = frozenset({DraftState.PROPOSED, DraftState.EDITED})


class DraftWords(QObject):
    """Sentences about one draft at a time."""

    def written(self, draft: Draft) -> str:
        """Who or what wrote it."""
        names = {
            Written.EXTRACTED: self.tr("Put together from sentences of the message"),
            Written.SKELETON: self.tr("Put together by rules; the answers are yours"),
            Written.MODEL: self.tr("Written by a model and checked against the thread"),
        }
        return self.tr("Yours") if draft.is_own else names[draft.proposal.written]

    def still_open(self, open_parts: Openness) -> str:
        """Why it cannot be sent yet, or ''."""
        if len(open_parts.choices) == 1:
            return self.tr("One answer is still to choose before this can be sent.")
        if open_parts.choices:
            return self.tr("{count} answers are still to choose before this can be sent.").format(
                count=len(open_parts.choices)
            )
        if open_parts.gap:
            return self.tr("Fill in {gap} before this can be sent.").format(gap=open_parts.gap)
        return self.tr("The reply is empty.") if open_parts.empty else ""

    def choosing(self) -> str:
        """Why nothing can be sent while another text is on its way."""
        return self.tr("Choose between the texts before this can be sent.")

    def state(self, draft: Draft, outbox: OutboxEntry | None) -> str:
        """How far it is."""
        if outbox is not None and draft.state not in EDITABLE:
            return self._outbox_words(outbox.state)
        names = {
            DraftState.PROPOSED: self.tr("not sent"),
            DraftState.EDITED: self.tr("edited, not sent"),
            DraftState.APPROVED: self.tr("approved"),
            DraftState.SENT: self.tr("sent"),
            DraftState.DISCARDED: self.tr("discarded"),
            DraftState.SAVED: self.tr("saved on the server"),
        }
        return names[draft.state]

    def _outbox_words(self, state: OutboxState) -> str:
        names = {
            OutboxState.QUEUED: self.tr("waiting to be sent"),
            OutboxState.ACCEPTED: self.tr("sent"),
            OutboxState.FILED: self.tr("sent and filed"),
            OutboxState.UNCERTAIN: self.tr("perhaps sent"),
            OutboxState.FAILED: self.tr("not sent"),
            OutboxState.WITHDRAWN: self.tr("taken back"),
        }
        return names.get(state, self.tr("sending…"))

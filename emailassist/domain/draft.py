"""Reply drafts and what may still be missing in them.

Owns: the draft, its open choices and its states. Must not: write or send one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.triage import TriageWarning, Written

_GAP = re.compile("‹[^›\n]*›")
"""A place that the person still has to fill: a choice's marker, or a fact nobody gave."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An ask that only the person can answer.

    `marker` stands in the draft's body until one of `options` (whole sentences), or their own
    words, takes its place. A draft with a marker left cannot be approved.
    """

    marker: str
    ask: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as the drafting step leaves it: new text only, no quote and no recipients."""

    body: str
    language: str
    written: Written
    choices: tuple[Choice, ...] = ()
    warnings: tuple[TriageWarning, ...] = ()

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.marker in self.body)


class DraftState(StrEnum):
    """Life of a draft: proposed or edited, then approved, then sent; or discarded."""

    PROPOSED = "proposed"
    EDITED = "edited"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of the store, a reply to message `reply_to`."""

    key: DraftKey
    reply_to: MessageKey
    proposal: Proposal
    state: DraftState
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the person."""
        return self.state in {DraftState.PROPOSED, DraftState.EDITED}

    def check_ready(self) -> None:
        """Raises DraftNotReady, saying why, when this cannot be approved."""
        if not self.is_open:
            raise DraftNotReady(f"Draft {self.key} is {self.state.value}.")
        if not self.proposal.body.strip():
            raise DraftNotReady(f"Draft {self.key} is empty.", hint="Write something first.")
        gap = _GAP.search(self.proposal.body)
        if gap is not None:
            raise DraftNotReady(
                f"Draft {self.key} still has something to fill in: {gap.group()}",
                hint="Choose an answer, or write your own in its place.",
            )


class OutboxState(StrEnum):
    """Life of a submission; every arrow is one committed transaction.

    queued → connecting → transmitting → accepted → filed. A crash in `connecting` is safe to
    repeat; one in `transmitting` is `uncertain` until the Message-ID is found in Sent or the
    person decides. `accepted` only lacks its copy in Sent.
    """

    QUEUED = "queued"
    CONNECTING = "connecting"
    TRANSMITTING = "transmitting"
    ACCEPTED = "accepted"
    FILED = "filed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A submission as the window lists it; `send_at` is the end of its undo delay."""

    key: OutboxKey
    draft: DraftKey
    state: OutboxState
    to: tuple[str, ...]
    subject: str
    send_at: datetime
    problem: str

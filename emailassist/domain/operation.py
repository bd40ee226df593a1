"""What the person did to messages, as the server still has to hear it.

Owns: one queued operation, and a step that can be taken back. Must not: say how it is done.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.ids import MailboxId, MessageKey, Uid, UidValidity


class Kind(StrEnum):
    """What an operation does."""

    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    EXPUNGE = "expunge"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one message in one mailbox, in the order of `id`.

    `uid` counts under `uid_validity`; negative, it is the place that the earlier move with that
    id will give. `flags` holds the one flag or keyword that is set or cleared; of a move and an
    expunge those that the message had, in case it has to come back. `target` is set for moves.
    `sent`: the server may have heard of it, so that it can no longer just be dropped.
    """

    id: int
    message: MessageKey
    kind: Kind
    mailbox: MailboxId
    uid: Uid
    uid_validity: UidValidity | None
    target: MailboxId | None
    flags: frozenset[str]
    sent: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to a message here, which is all that taking it back needs.

    A flag or keyword was set or cleared in `mailbox`, or the message went from there to
    `target`, or for good.
    """

    message: MessageKey
    kind: Kind
    mailbox: MailboxId
    target: MailboxId | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """An action that can be taken back: what to say of it, and what it did."""

    number: int
    words: str
    steps: tuple[Step, ...]

    @property
    def count(self) -> int:
        """How many messages it changed."""
        return len({step.message for step in self.steps})

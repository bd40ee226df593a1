"""What the cascade is given to work on: one message with what surrounds it.

Owns: the input of rules, classifier and agents, already cut to what they need.
Must not: look anything up; the engine gathers it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageKey
from emailassist.domain.message import ParsedMessage
from emailassist.domain.recall import Recalled

LONG_CONVERSATION = 3
"""Messages before this one from which on a summary of the thread is worth its price."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose inbox this is: every address that is theirs; the first is used to send."""

    name: str
    addresses: tuple[Address, ...]

    def is_me(self, address: Address | None) -> bool:
        return address is not None and any(address.key == own.key for own in self.addresses)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the thread, oldest first; `text` without quotes and signature."""

    sender: Address | None
    date: datetime | None
    mine: bool
    text: str
    key: MessageKey | None = None


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply that the person wrote before, to learn greeting, sign-off and tone from."""

    to: tuple[str, ...]
    text: str
    """Their own text with greeting and sign-off, without quote and signature block."""
    language: str = ""
    """ISO 639-1 code where it is known already."""


@dataclass(frozen=True, slots=True)
class History:
    """What the mail here says about a sender from before.

    `letters` are earlier messages from the address, counted to three, None when nobody looked.
    `namesakes` bear the sender's name and have been written to; `domains` are those of everybody
    who has been. `payees` are accounts (IBANs) that the sender's domain or the thread named, newest
    first; `own_payees` those that the very address or the thread named.
    """

    letters: int | None = None
    namesakes: tuple[Address, ...] = ()
    domains: frozenset[str] = frozenset()
    payees: tuple[str, ...] = ()
    own_payees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageTask:
    """One message to triage.

    `received_at` (aware) stands in for a missing Date; `known_sender`: I have written to this
    address before; `answered`: I already replied to this message. `thread` holds the turns
    before this message, oldest first; `sent_replies` puts those to this correspondent first.
    `key` is the message's in the store, None where it is not kept there. `recalled` is filled in
    when a draft is wanted. `category` is the one in force from before, '' if there is none.
    `so_far` sums up the oldest `folded` turns of `thread`, and what came before them. `vector` is
    that of what its sender wrote, if it is known.
    """

    message: ParsedMessage
    me: Person
    received_at: datetime
    known_sender: bool = False
    answered: bool = False
    thread: tuple[Turn, ...] = ()
    sent_replies: tuple[SentReply, ...] = ()
    key: MessageKey | None = None
    recalled: Recalled = field(default_factory=Recalled)
    history: History = field(default_factory=History)
    category: str = ""
    so_far: str = ""
    folded: int = 0
    vector: bytes = field(default=b"", repr=False)

    @property
    def is_long_conversation(self) -> bool:
        """Whether the thread is long enough to be summed up."""
        return bool(self.so_far) or len(self.thread) >= LONG_CONVERSATION

    @property
    def unfolded(self) -> tuple[Turn, ...]:
        """The turns that `so_far` does not cover."""
        return self.thread[self.folded :]

    @property
    def written_at(self) -> datetime:
        """The date that relative dates in the text count from."""
        return self.message.envelope.date or self.received_at

    @property
    def answered_people(self) -> frozenset[str]:
        """Whom an answer goes to before anybody else, as `Address.key`."""
        envelope = self.message.envelope
        to = envelope.reply_to or (envelope.sender,)
        return frozenset(each.key for each in to if each is not None)

    @property
    def correspondent(self) -> Address | None:
        """The sender, unless answers go to somebody else: From is easily made up."""
        sender = self.message.envelope.sender
        return sender if sender and self.answered_people == {sender.key} else None

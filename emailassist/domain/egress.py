"""What left this machine: the entries of the egress ledger.

Owns: these as data. Must not: send, or write them down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from emailassist.domain.ids import MessageKey

UNDER_WAY = ""
"""The outcome of what has begun and not ended, also where the program was ended in between."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A request on the point of leaving, with the exact `body`.

    `sent` is the size in bytes of request line, header and body; `reason` and `subject` say what
    it is for, `masked` how many personal data of each kind were replaced in it, and `values` what
    each token in it stands for.
    """

    at: datetime
    endpoint: str
    host: str
    reason: str
    target: str
    body: bytes = field(repr=False)
    sent: int
    subject: MessageKey | None = None
    run: str = ""
    masked: tuple[tuple[str, int], ...] = ()
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it ended; `received` counts the bytes of the answer's body."""

    at: datetime
    outcome: str
    received: int = 0


@dataclass(frozen=True, slots=True)
class Egress:
    """One line of the ledger. `about` is the message's subject, '' where there is none.

    `received` is None until the answer has ended. `body_kept`: what left can still be read.
    """

    id: int
    at: datetime
    endpoint: str
    host: str
    reason: str
    target: str
    sent: int
    received: int | None
    outcome: str
    subject: MessageKey | None
    about: str
    run: str
    masked: tuple[tuple[str, int], ...]
    body_kept: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What left, or would: the exact text, and the same before personal data were masked."""

    title: str
    host: str
    sent: str
    before: str
    masked: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class EgressFilter:
    """Which lines: of a message or run, with `text` (in host, endpoint, reason, subject), since."""

    subject: MessageKey | None = None
    run: str = ""
    text: str = ""
    since: datetime | None = None
    limit: int = 500


KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "EMAIL": ("e-mail address", "e-mail addresses"),
    "PHONE": ("phone number", "phone numbers"),
    "IBAN": ("bank account", "bank accounts"),
    "CARD": ("card", "cards"),
    "IDENT": ("id number", "id numbers"),
    "NAME": ("first name", "first names"),
    "SURNAME": ("surname", "surnames"),
    "LINK": ("tracking code", "tracking codes"),
}
"""What kinds of masked data are called: one, several."""


def masked_words(masked: tuple[tuple[str, int], ...]) -> str:
    """What was masked, in words; '' if nothing was."""
    parts = []
    for kind, count in masked:
        one, several = KIND_WORDS.get(kind, (kind.casefold(), kind.casefold()))
        parts.append(f"{count} {one if count == 1 else several}")
    return ", ".join(parts)

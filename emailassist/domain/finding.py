"""What a specialist that the person added found in a message.

Owns: findings and the places that bear them. Must not: judge them.
"""

from dataclasses import dataclass
from enum import StrEnum

NOWHERE = -1


class Part(StrEnum):
    """The part of a message in which a quote stands."""

    TEXT = "text"
    """`ParsedMessage.own_text`"""
    SUBJECT = "subject"
    SENDER = "sender"
    ATTACHMENTS = "attachments"
    """Their names, one a line."""
    SIGNATURE = "signature"
    QUOTED = "quoted"
    """What the message quotes of earlier ones."""


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One field of a specialist's answer, as text.

    `quote` stands at `start`:`end` of the message's `part`; both are `NOWHERE` where nothing in
    the message bears the value. `stated`: the quote itself says the value, as code has checked;
    otherwise a model read it out of the quote ("next Friday") and may be wrong.
    """

    name: str
    title: str
    value: str
    quote: str = ""
    start: int = NOWHERE
    end: int = NOWHERE
    part: Part = Part.TEXT
    stated: bool = True

    @property
    def is_in_message(self) -> bool:
        return self.start != NOWHERE

    @property
    def is_sure(self) -> bool:
        """Code found the value in the message."""
        return self.is_in_message and self.stated


@dataclass(frozen=True, slots=True)
class Finding:
    """What one agent found; `agent` is its name, `title` what the window calls it.

    `by_patterns`: no model that writes could be asked, code filled in what it recognised.
    """

    agent: str
    title: str
    values: tuple[FoundValue, ...]
    by_patterns: bool = False

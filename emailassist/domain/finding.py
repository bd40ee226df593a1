"""What a specialist that the person added found in a message.

Owns: findings and the places that bear them. Must not: judge them.
"""

from dataclasses import dataclass

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One field of a specialist's answer, as text.

    `quote` stands at `start`:`end` of `ParsedMessage.own_text` and bears the value; both are
    `NOWHERE` where the message does not.
    """

    name: str
    title: str
    value: str
    quote: str = ""
    start: int = NOWHERE
    end: int = NOWHERE

    @property
    def is_in_message(self) -> bool:
        return self.start != NOWHERE


@dataclass(frozen=True, slots=True)
class Finding:
    """What one agent found; `agent` is its name, `title` what the window calls it."""

    agent: str
    title: str
    values: tuple[FoundValue, ...]

"""Rules as a person sees them: what each is called, says and is worth, and which fired.

Owns: the descriptions. Must not: look at a message (`local` does) or read a file.
"""

from dataclasses import dataclass
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule does when it fires."""

    DECIDES = "decides"
    """It says which category a message is in."""
    WARNS = "warns"
    """It shows a sign of fraud; no rule of a person's own takes that away."""
    TELLS = "tells"
    """It states what the classifier and the agents weigh."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A shipped rule. `why` is a sentence on what it looks for and why that means something.

    `speaks_for` are the categories that it says a message is one of; none: it judges nothing.
    """

    name: str
    title: str
    why: str
    kind: RuleKind
    speaks_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a rule was right where it fired, on labelled mail of these `sets`."""

    fired: int
    right: int
    sets: tuple[str, ...]

    @property
    def share(self) -> float | None:
        return self.right / self.fired if self.fired else None


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds for a message, and its sentence about it; `own`: the person made it."""

    rule: str
    title: str
    said: str
    kind: RuleKind
    category: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as a list shows it; `fired` counts the messages here that it holds for."""

    info: RuleInfo
    on: bool
    precision: Precision | None
    fired: int
    own: bool = False
    sentence: str = ""
    """What a rule of the person's own means, in words."""

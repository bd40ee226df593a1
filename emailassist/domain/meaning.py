"""Learning what mail is about, so that it is found by meaning.

Owns: when that may go on, and how far it is. Must not: do it.
"""

from dataclasses import dataclass
from enum import StrEnum


class LearnWhen(StrEnum):
    """When texts may be made into vectors unasked: it warms a laptop."""

    ALWAYS = "always"
    MAINS = "mains"
    IDLE = "idle"
    NEVER = "never"


class Standing(StrEnum):
    """How it stands with what is left."""

    COMPLETE = "complete"
    LEARNING = "learning"
    PAUSED = "paused"
    NEEDS_MAINS = "needs mains power"
    NEEDS_QUIET = "waits until nothing else is at work"
    NOT_RUNNING = "waits until the program runs"
    OFF = "switched off"


@dataclass(frozen=True, slots=True)
class Learnt:
    """How many of the messages that were read can be found by meaning."""

    done: int
    total: int
    standing: Standing
    model: str

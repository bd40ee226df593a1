"""What the person taught about a message: by saying it, or by what they did.

Owns: lessons, the training data of the local classifier. Must not: learn from them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emailassist.domain.triage import Priority


class Deed(StrEnum):
    """Something that the person did to a message and that tells what it was to them."""

    ANSWERED = "answered"
    KEPT = "kept"
    """Read, and left in the category in which it stood."""
    FLAGGED = "flagged"
    MOVED = "moved"
    ARCHIVED_UNREAD = "archived-unread"
    DELETED_UNREAD = "deleted-unread"
    JUNKED = "junked"
    UNJUNKED = "unjunked"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a message was to the person; only the fields that were taught are set.

    `weight` is 1.0 for what the person said and 0.1 to 0.4 for what a `deed` lets one think.
    `at` is aware of its zone.
    """

    category: str | None
    priority: Priority | None
    needs_reply: bool | None
    weight: float
    at: datetime
    deed: Deed | None = None

    @property
    def said(self) -> bool:
        """The person said it themselves."""
        return self.deed is None

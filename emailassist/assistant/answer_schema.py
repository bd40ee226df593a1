"""The answer that a specialist's file declares: named fields, every one bounded.

Owns: the kinds of fields and their bounds. Must not: read YAML (`schema_reader` does) or check
an answer (`specialist_output` does).
"""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_TEXT = 1000
USUAL_TEXT = 200
MOST_ENTRIES = 30
USUAL_ENTRIES = 10
MOST_FIELDS = 30
MOST_CHOICES = 60


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    """YYYY-MM-DD"""
    DATE_TIME = "date-time"
    """YYYY-MM-DDTHH:MM"""
    TIME = "time"
    """HH:MM"""
    CHOICE = "choice"
    LIST = "list"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One field; what it holds by `kind`, and within which bounds.

    A field that is not `required` is null where the message does not say it. `item` is what a
    list is of, `fields` what a group is made of.
    """

    name: str
    kind: FieldKind
    title: str = ""
    description: str = ""
    required: bool = False
    longest: int = USUAL_TEXT
    shortest: int = 0
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    most: int = USUAL_ENTRIES
    item: "AnswerField | None" = None
    fields: "tuple[AnswerField, ...]" = ()


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """All fields of an answer, in the order of the file."""

    fields: tuple[AnswerField, ...]

"""Places in a text that somebody should look at twice.

Owns: the type. Must not: find any.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """`start`:`end` of some text, and `why` as a clause: 'it speaks to an AI'.

    `certain`: hardly anybody writes so to a person.
    """

    start: int
    end: int
    why: str
    certain: bool = True

    def of(self, text: str) -> str:
        """The words of the passage."""
        return text[self.start : self.end]

    def touches(self, start: int, end: int) -> bool:
        """Whether any of `start`:`end` lies in it."""
        return self.start < end and start < self.end

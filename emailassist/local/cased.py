"""Patterns of words that are found whatever their case.

Told to ignore case, `re` tries alternative after alternative in full; where case matters it passes
over those that begin with another letter, which makes it three to five times as fast. So the text
is put in lower case, once, and not the pattern's work.

Owns: such a pattern, written in lower case. Must not: hold words.
"""

import re
from collections.abc import Iterator
from functools import cached_property


class Caseless:
    """A pattern of alternatives. What a match says is in lower case; its place is the text's."""

    def __init__(self, *alternatives: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = "|".join(alternatives)
        self._flags = flags
        self._lower = re.compile(self.pattern, flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from `start` on."""
        pattern, text = self._fitting(text)
        return pattern.search(text, start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins at `start`."""
        pattern, text = self._fitting(text)
        return pattern.match(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, in order."""
        pattern, text = self._fitting(text)
        return pattern.finditer(text)

    def _fitting(self, text: str) -> tuple[re.Pattern[str], str]:
        lower = text.lower()
        if len(lower) == len(text):
            return self._lower, lower
        return self._any_case, text  # a letter that is two in lower case would shift places

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags | re.IGNORECASE)

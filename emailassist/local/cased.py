"""Patterns of words that are found whatever their case.

Told to ignore case, `re` tries alternative after alternative in full; where case matters it passes
over those that begin with another letter, which makes it three to five times as fast. So the text
is put in lower case, once, and alternatives that lack what they need of it are not tried at all.

Owns: such a pattern, written in lower case. Must not: hold words.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from emailassist.local.required import Searched


class Caseless:
    """A pattern of alternatives. What a match says is in lower case; its place is the text's.

    Alternatives are compiled when they are first needed.
    """

    def __init__(self, *alternatives: str) -> None:
        self.pattern = "|".join(alternatives)
        self._alternatives = alternatives

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match from `start` on."""
        lower = text.lower()
        if len(lower) != len(text):  # a letter that is two in lower case would shift places
            return self._any_case.search(text, start)
        first = None
        for way in self._ways:
            if way.may_match(lower):
                found = way.pattern.search(lower, start)
                if found is not None and (first is None or found.start() < first.start()):
                    first = found
        return first

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
        return (self._lower, lower) if len(lower) == len(text) else (self._any_case, text)

    @cached_property
    def _ways(self) -> tuple[Searched, ...]:
        return tuple(map(Searched.of, map(re.compile, self._alternatives)))

    @cached_property
    def _lower(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

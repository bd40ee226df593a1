"""Which pieces of text a regular expression cannot match without.

A search for one of a few literals is a hundred times faster than the pattern itself, and most
texts have none of them (the idea of code search indexes: Russ Cox, "Regular Expression Matching
with a Trigram Index", 2012).

Owns: reading them off a pattern. Must not: be used where case or width of letters matters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

_MOST: Final = 60
_SHORTEST: Final = 3

Literals = frozenset[str]
"""A match contains at least one of them; empty: nothing is known."""


def required(pattern: re.Pattern[str]) -> Literals:
    """Lower-case literals, one of which stands in the lower-case form of every match."""
    return _of_sequence(parser.parse(pattern.pattern, pattern.flags))


def _of_sequence(items: Iterable[Any]) -> Literals:
    """The most telling part of what must follow one another."""
    best: Literals = frozenset()
    run = ""
    for code, value in items:
        if code is codes.LITERAL:
            run += chr(value).lower()
            best = _better(best, frozenset({run}))
        else:
            run = ""
            best = _better(best, _of_item(code, value))
    return best


def _of_item(code: Any, value: Any) -> Literals:
    if code is codes.SUBPATTERN:
        return _of_sequence(value[-1])
    if code is codes.ATOMIC_GROUP:
        return _of_sequence(value)
    if code is codes.BRANCH:
        return _of_branches(value[1])
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT} and value[0]:
        return _of_sequence(value[2])
    return frozenset()


def _of_branches(branches: Iterable[Any]) -> Literals:
    found: Literals = frozenset()
    for branch in branches:
        literals = _of_sequence(branch)
        if not literals:
            return frozenset()
        found |= literals
    return found if len(found) <= _MOST else frozenset()


def _better(one: Literals, other: Literals) -> Literals:
    return max(one, other, key=_worth)


def _worth(literals: Literals) -> tuple[bool, float]:
    """Long ones are rare, and few are quickly looked for."""
    shortest = min(map(len, literals), default=0)
    return shortest >= _SHORTEST, shortest - 0.1 * len(literals)


@dataclass(frozen=True, slots=True)
class Searched:
    """A pattern that is only tried on texts which have what it needs."""

    pattern: re.Pattern[str]
    literals: Literals

    @staticmethod
    def of(pattern: re.Pattern[str]) -> "Searched":
        return Searched(pattern, required(pattern))

    def may_match(self, lowered: str) -> bool:
        """Whether a text, here in lower case, has what a match needs."""
        for literal in self.literals:
            if literal in lowered:
                return True
        return not self.literals

    def found_in(self, text: str, lowered: str) -> bool:
        """Whether it matches somewhere; `lowered` is the text in lower case."""
        return self.may_match(lowered) and self.pattern.search(text) is not None

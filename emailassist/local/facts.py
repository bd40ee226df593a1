"""What a message states: dates, amounts, numbers, links, asks, promises, each with its place.

Owns: putting the finders together and settling which of two that overlap is right.
Must not: state anything without a span; ``text[start:end] == fact.text`` always holds.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

from emailassist.domain.triage import Fact, FactKind
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import find_asks
from emailassist.local.clocks import clocks_alone
from emailassist.local.dates import find_dates
from emailassist.local.identifiers import (
    find_addresses,
    find_ibans,
    find_links,
    find_phones,
    find_references,
)
from emailassist.local.promises import find_promises
from emailassist.local.sentences import MAX_CHARS, Sentence, split_sentences

_PER_KIND: Final = 12
_CONSIDERED: Final = 40
"""Of each finder; a price list is not worth more time."""


def find_facts(text: str, *, language: str, written_at: datetime) -> tuple[Fact, ...]:
    """Facts of the text in its order; `written_at` is what relative dates count from.

    Remembered for a while, as all that is checked of a message asks for them.
    """
    # Two times are equal wherever they are told, but not their days.
    return _found(text[:MAX_CHARS], language, written_at, written_at.utcoffset())


@lru_cache(maxsize=64)
def _found(
    text: str, language: str, written_at: datetime, _offset: timedelta | None
) -> tuple[Fact, ...]:
    sentences = split_sentences(text)
    # Whoever comes first in this order keeps a span that two finders claim.
    exact = _without_overlap(
        [
            *islice(find_links(text), _CONSIDERED),
            *islice(find_ibans(text), _CONSIDERED),
            *islice(find_amounts(text), _CONSIDERED),
            *islice(find_references(text), _CONSIDERED),
            *islice(find_addresses(text), _CONSIDERED),
            *islice(_dates(text, sentences, language, written_at), _CONSIDERED),
            *islice(find_phones(text, language=language), _CONSIDERED),
            *islice(_times(text), _CONSIDERED),
        ]
    )
    found = [*exact, *find_asks(text), *find_promises(sentences)]
    return tuple(sorted(_limited(found), key=lambda fact: (fact.start, fact.end)))


def _dates(
    text: str, sentences: Iterable[Sentence], language: str, written_at: datetime
) -> Iterator[Fact]:
    for sentence in sentences:
        yield from find_dates(sentence, language=language, written_at=written_at, whole=text)


def _times(text: str) -> Iterator[Fact]:
    """Times of day that belong to no date: nobody says on which day."""
    for start, end in clocks_alone(text):
        yield Fact(FactKind.DATE, text[start:end], start, end)


def _without_overlap(facts: Iterable[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    for fact in facts:
        if all(fact.end <= other.start or other.end <= fact.start for other in kept):
            kept.append(fact)
    return kept


def _limited(facts: Iterable[Fact]) -> Iterator[Fact]:
    """At most a dozen of a kind: a newsletter has hundreds of links."""
    counts: dict[FactKind, int] = {}
    seen: set[tuple[FactKind, str]] = set()
    for fact in facts:
        counts[fact.kind] = counts.get(fact.kind, 0) + 1
        if counts[fact.kind] > _PER_KIND or (fact.kind, fact.text) in seen:
            continue
        seen.add((fact.kind, fact.text))
        yield fact

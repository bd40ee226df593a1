"""Where the words of a search stand in a text that is shown.

Owns: the comparison, as the index makes it: without case and accents, by the beginnings of words.
Must not: draw.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from emailassist.domain.query import Query, Words
from emailassist.domain.query_words import Part

_FIRST_UNSPACED = "\u3005"
"""From here on scripts are written without spaces, and a word may begin anywhere."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Words to mark, folded: in the sender's name, and in subject and text."""

    sender: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()


def terms_of(query: Query) -> Terms:
    """What a search looks for; not what must not be there."""
    found = [
        literal.test
        for clause in query.clauses
        for literal in clause
        if isinstance(literal.test, Words) and not literal.negated
    ]
    return Terms(
        _words(each for each in found if each.part in {Part.ANYWHERE, Part.SENDER}),
        _words(each for each in found if each.part in {Part.ANYWHERE, Part.SUBJECT}),
    )


def _words(found: Iterable[Words]) -> tuple[str, ...]:
    texts = ("".join(c if c.isalnum() else " " for c in _folded(each.text)) for each in found)
    return tuple(dict.fromkeys(word for text in texts for word in text.split()))


def hits(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Start and end of every word that begins so, in order and not overlapping."""
    if not words:
        return []
    folded, places = _with_places(text)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(folded):
        if _may_begin(folded, at):
            word = max((each for each in words if folded.startswith(each, at)), key=len, default="")
            if word:
                # One letter may have been folded to several: ½ is two words.
                start = max(places[at], found[-1][1] if found else 0)
                found.append((start, max(start, places[at + len(word) - 1] + 1)))
                at += len(word)
                continue
        at += 1
    return found


def _may_begin(folded: str, at: int) -> bool:
    return at == 0 or not folded[at - 1].isalnum() or folded[at] >= _FIRST_UNSPACED


def _with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters the place of the letter it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in _folded(letter):
            letters.append(each)
            places.append(place)
    return "".join(letters), places


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))

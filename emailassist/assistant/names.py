"""Which words of a text are names, as far as capital letters tell.

Owns: finding them, and the parts of words by which they are compared. Must not: say whether a
name is known. German writes every noun with a capital letter: there only words after an
honorific, beside another capitalised word, in the greeting or under the sign-off count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from emailassist.assistant.dates import folded
from emailassist.assistant.grounding_words import (
    HONORIFICS,
    MONTHS,
    ORDINARY,
    PRONOUNS,
    SUBJECT_VERBS,
    WEEKDAYS,
)
from emailassist.local.greetings import addressee_of, is_sign_off

_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_SENTENCE_END = ".!?:;…\n\x00"
_OPENING = "\"'“”«»‹’([*-–—•¿¡> \t"
_LAST_LINES = 3
_DAYS = frozenset(
    folded(name)
    for table in (MONTHS, WEEKDAYS)
    for names in table.values()
    for entry in names
    for name in entry.split("|")
)
_PRONOUNS = frozenset(folded(word) for word in PRONOUNS)
_KNOWN = frozenset(folded(word) for word in ORDINARY | HONORIFICS) | _DAYS


@dataclass(frozen=True, slots=True)
class Name:
    """A word written like a name, and its place."""

    text: str
    start: int
    end: int


def word_parts(text: str) -> Iterator[str]:
    """Every word, folded; hyphens and apostrophes part words."""
    for found in _WORD.finditer(text):
        yield folded(found.group())


def names_in(text: str, language: str) -> Iterator[Name]:
    """Words that look like names, each once per place."""
    words = list(_WORD.finditer(_POSSESSIVE.sub("  ", text)))
    certain = {*_greeted(text), *_signed(text), *_subjects(words, language)}
    previous: re.Match[str] | None = None
    for word in words:
        if _is_candidate(word.group()):
            after_title = previous is not None and folded(previous.group()) in HONORIFICS
            if (
                after_title
                or word.start() in certain
                or _stands_out(word, previous, text, language)
            ):
                yield Name(word.group(), word.start(), word.end())
        previous = word


def _is_candidate(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and folded(word) not in _KNOWN


def _stands_out(
    word: re.Match[str], previous: re.Match[str] | None, text: str, language: str
) -> bool:
    if language == "de":
        return (
            previous is not None and _adjacent(previous, word) and _is_candidate(previous.group())
        )
    return not _starts_sentence(word.start(), text)


def _adjacent(first: re.Match[str], second: re.Match[str]) -> bool:
    return second.start() - first.end() == 1


def _starts_sentence(start: int, text: str) -> bool:
    before = text[max(0, start - 20) : start].rstrip(_OPENING)
    return (before or "\x00")[-1] in _SENTENCE_END if start > 0 else True


def _subjects(words: list[re.Match[str]], language: str) -> Iterator[int]:
    """Where a capitalised word stands before a verb that people are the subject of."""
    verbs = SUBJECT_VERBS.get(language, frozenset())
    for word, following in pairwise(words):
        if following.group() in verbs and folded(word.group()) not in _PRONOUNS:
            yield word.start()


def _greeted(text: str) -> Iterator[int]:
    """Where the first line names whom it greets."""
    name = addressee_of(text)
    if name:
        found = re.search(rf"\b{re.escape(name)}\b", text[:200])
        if found:
            yield found.start()


def _signed(text: str) -> Iterator[int]:
    """Where the short last lines of nothing but capitalised words begin: who signs."""
    start = len(text)
    for line in reversed(text.split("\n")[1:][-2 * _LAST_LINES :]):
        start -= len(line)
        parts = list(_WORD.finditer(text, start, start + len(line)))
        start -= 1
        if not parts:
            continue
        capitalised = all(part.group()[0].isupper() for part in parts)
        if len(parts) > 4 or not capitalised or line.rstrip()[-1] in ".!?" or is_sign_off(line):
            return
        yield from (part.start() for part in parts)

"""Text in a mail that tries to give orders to an AI that reads it.

Owns: looking for orders to an assistant, also behind simple encodings and in hidden text.
Must not: obey or repeat them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emailassist.domain.passage import Passage
from emailassist.local.disguise import readings
from emailassist.local.injection_words import INJECTION_SIGNS
from emailassist.local.sentences import split_sentences

_MAX_CHARS: Final = 20_000
_IMPERATIVE: Final = re.compile(
    r"\b(?:ignore|forward|send|delete|reply|classify|mark|summari[sz]e|include|do not|must"
    r"|disregard|click|transfer|approve|say|tell|reenvía|envía|borra|ignora|responde|marca"
    r"|debes|transfère|transférez|envoie|envoyez|supprime|réponds|ignorez|ignore|dois|devez"
    r"|leite|sende|lösche|ignoriere)\b",
    re.IGNORECASE,
)
_PARAGRAPH: Final = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.MULTILINE)
_HIDDEN_LETTERS: Final = 12
_REMEMBERED: Final = 512


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What speaks for orders to a program, as clauses for a sentence, the certain ones first.

    `certain` also if two things speak for it that are common alone, or one is disguised.
    """

    seen: tuple[str, ...] = ()
    certain: bool = False

    def __bool__(self) -> bool:
        return bool(self.seen)


@lru_cache(maxsize=_REMEMBERED)
def suspicion(text: str) -> Suspicion:
    """Whether this text speaks to a program; what is said may be disguised.

    Remembered, as each text of a message is looked at for every role and every check.
    """
    plain, *others = ((each, each.lower()) for each in readings(text[:_MAX_CHARS]))
    certain: dict[str, None] = {}
    common: dict[str, None] = {}
    for sign in INJECTION_SIGNS:
        disguised = not sign.found_in(*plain)
        if disguised and not any(sign.found_in(*other) for other in others):
            continue
        (certain if sign.certain else common)[sign.seen] = None
    seen = tuple(dict.fromkeys((*certain, *common)))
    return Suspicion(seen, certain=bool(certain) or len(seen) > 1)


def injection_signs(text: str) -> tuple[str, ...]:
    """What speaks for an injection in this text, as clauses for a sentence; empty if nothing."""
    return suspicion(text).seen


def suspicious_passages(text: str) -> tuple[Passage, ...]:
    """Where this text speaks to a program, in order; they do not overlap.

    From a sentence that does so on, everything to the end of its paragraph counts: the order's
    details follow it. If it shows only in the whole, the whole is one passage.
    """
    whole = suspicion(text)
    if not whole:
        return ()
    found = tuple(_in_paragraphs(text, certain=whole.certain))
    rest = text
    for passage in reversed(found):
        rest = rest[: passage.start] + rest[passage.end :]
    if found and not suspicion(rest):
        return found
    return (Passage(0, len(text), whole.seen[0], whole.certain),)


def _in_paragraphs(text: str, *, certain: bool) -> Iterator[Passage]:
    for paragraph in _PARAGRAPH.finditer(text):
        seen = injection_signs(paragraph.group())
        if not seen:
            continue
        start = paragraph.start()
        for sentence in split_sentences(paragraph.group()):
            if injection_signs(sentence.text):
                start += sentence.start
                break
        yield Passage(start, paragraph.end(), seen[0], certain)


def hidden_orders(hidden: str) -> bool:
    """Whether text that a reader cannot see tells somebody to do something."""
    letters = sum(char.isalpha() for char in hidden[:2_000])
    return letters >= _HIDDEN_LETTERS and _IMPERATIVE.search(hidden[:_MAX_CHARS]) is not None

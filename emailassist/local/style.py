"""How the person greets, signs off and how much they write, learned from replies they sent.

Owns: finding their most usual greeting, sign-off and length, first of all towards this
correspondent. Must not: write a reply (`reply` does).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from emailassist.domain.task import SentReply
from emailassist.local.greetings import (
    addressee_of,
    fits_one_only,
    is_bare_greeting,
    is_greeting,
    is_sign_off,
)
from emailassist.local.language import UNKNOWN, detect

NAME_SLOT: Final = "{name}"
_MAX_CLOSING_LINES: Final = 3
_MAX_CLOSING: Final = 80
_FEW: Final = 3
_SECOND_NAME: Final = re.compile(
    rf"{re.escape(NAME_SLOT)}.*?\b(?:and|y|e|et|und)\b|{re.escape(NAME_SLOT)}.*\s[A-ZÀ-ÖØ-Þ]"
)
"""It greets two people, or one by first and last name: for nobody else to take over."""
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """Greeting with `{name}` where the name goes (or none), and closing lines; '' if unknown."""

    greeting: str
    signoff: str


def greeting_and_signoff(
    replies: Sequence[SentReply], *, language: str, correspondent: str
) -> Style:
    """The person's usual opening and closing in `language`; `correspondent` is an address.

    What they wrote to this very correspondent counts before anything written to others.
    """
    spoken = [reply for reply in replies if language_of(reply) == language]
    same = [reply for reply in spoken if correspondent.casefold() in map(str.casefold, reply.to)]
    others = [reply for reply in spoken if reply not in same]
    general = [text for text in map(_opening, others) if not fits_one_only(text)]
    return Style(
        _most_common(map(_opening, same)) or _most_common(general),
        _most_common(map(_closing, same)) or _most_common(map(_closing, others)),
    )


def language_of(reply: SentReply) -> str:
    """The language it is written in."""
    return reply.language or detect(reply.text)


def usual_language(replies: Sequence[SentReply], *, correspondent: str) -> str:
    """The language in which they mostly write to this correspondent; 'und' if that is not known."""
    them = correspondent.casefold()
    spoken = [language_of(each) for each in replies if them in map(str.casefold, each.to)]
    return _most_common(each for each in spoken if each != UNKNOWN) or UNKNOWN


def examples_of(
    replies: Sequence[SentReply], *, language: str, correspondent: str
) -> tuple[SentReply, ...]:
    """One or two replies cut to opening and closing, from which the same style is learned."""
    style = greeting_and_signoff(replies, language=language, correspondent=correspondent)
    them = correspondent.casefold()
    ordered = sorted(replies, key=lambda reply: them not in map(str.casefold, reply.to))
    opened = next((each for each in ordered if style.greeting == _opening(each) != ""), None)
    closed = next((each for each in ordered if style.signoff == _closing(each) != ""), None)
    both = next(
        (
            each
            for each in ordered
            if (_opening(each), _closing(each)) == (style.greeting, style.signoff)
        ),
        None,
    )
    wanted = [both] if both is not None else [opened, closed]
    kept = (_as_form(each) for each in dict.fromkeys(wanted) if each is not None)
    return tuple(each for each in kept if each.text)


def _as_form(reply: SentReply) -> SentReply:
    first = next((line.strip() for line in reply.text.splitlines() if line.strip()), "")
    opening = first if _opening(reply) else ""
    text = "\n…\n".join(part for part in (opening, _closing(reply)) if part)
    return SentReply(reply.to, text, language_of(reply))


def usual_words(replies: Sequence[SentReply], *, correspondent: str) -> int:
    """How many words a reply of theirs has (the median); 0 where there are too few to tell."""
    them = correspondent.casefold()
    same = [reply for reply in replies if them in map(str.casefold, reply.to)]
    lengths = [len(reply.text.split()) for reply in (same if len(same) >= _FEW else replies)]
    return int(median(lengths)) if len(lengths) >= _FEW else 0


def _opening(reply: SentReply) -> str:
    """The first line with its name replaced by the slot, or '' when it is no greeting."""
    first = next((line.strip() for line in reply.text.splitlines() if line.strip()), "")
    if not is_greeting(first):
        return ""
    name = addressee_of(first)
    if not name and not is_bare_greeting(first):
        return ""
    greeting = _BLANKS.sub(" ", first.replace(name, NAME_SLOT, 1) if name else first)
    return "" if _SECOND_NAME.search(greeting) else greeting


def _closing(reply: SentReply) -> str:
    """The last lines from the first closing formula on, or ''."""
    lines = [line.strip() for line in reply.text.strip().splitlines()]
    for count in range(1, min(_MAX_CLOSING_LINES + 1, len(lines) - 1) + 1):
        closing = [line for line in lines[-count:] if line]
        if closing and is_sign_off(closing[0]) and len(" ".join(closing)) <= _MAX_CLOSING:
            return "\n".join(closing)
    return ""


def _most_common(texts: Iterable[str]) -> str:
    """The most usual one, the first among equals; '' when none of the replies has any."""
    counts = Counter(text for text in texts if text)
    return max(counts, key=lambda text: counts[text], default="")

"""How the person greets and signs off, learned from replies they sent.

Owns: finding their most usual greeting and sign-off in a language, first of all towards this
correspondent. Must not: write a reply (`reply` does).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emailassist.domain.task import SentReply
from emailassist.local.greetings import (
    addressee_of,
    fits_one_only,
    is_bare_greeting,
    is_greeting,
    is_sign_off,
)
from emailassist.local.language import detect

NAME_SLOT: Final = "{name}"
_MAX_CLOSING_LINES: Final = 3
_MAX_CLOSING: Final = 80
_SAME_PERSON: Final = 3
"""A reply to this very correspondent counts as much as three to others."""
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """Greeting with `{name}` where the name goes (or none), and closing lines; '' if unknown."""

    greeting: str
    signoff: str


def greeting_and_signoff(
    replies: Sequence[SentReply], *, language: str, correspondent: str
) -> Style:
    """The person's usual opening and closing in `language`; `correspondent` is an address."""
    greetings: Counter[str] = Counter()
    signoffs: Counter[str] = Counter()
    for reply in replies:
        if detect(reply.text) != language:
            continue
        same = correspondent.casefold() in {to.casefold() for to in reply.to}
        weight = _SAME_PERSON if same else 1
        greeting = _greeting_of(reply.text)
        if same or not fits_one_only(greeting):
            greetings.update({greeting: weight})
        signoffs.update({_signoff_of(reply.text): weight})
    return Style(_most_common(greetings), _most_common(signoffs))


def _greeting_of(text: str) -> str:
    """The first line with its name replaced by the slot, or '' when it is no greeting."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if not is_greeting(first):
        return ""
    name = addressee_of(first)
    if not name and not is_bare_greeting(first):
        return ""
    return _BLANKS.sub(" ", first.replace(name, NAME_SLOT, 1) if name else first)


def _signoff_of(text: str) -> str:
    """The last lines from the first closing formula on, or ''."""
    lines = [line.strip() for line in text.strip().splitlines()]
    for count in range(1, min(_MAX_CLOSING_LINES + 1, len(lines) - 1) + 1):
        closing = [line for line in lines[-count:] if line]
        if closing and is_sign_off(closing[0]) and len(" ".join(closing)) <= _MAX_CLOSING:
            return "\n".join(closing)
    return ""


def _most_common(counts: Counter[str]) -> str:
    """The most usual one; replies without any only count when nothing else was seen."""
    seen = [(count, text) for text, count in counts.items() if text]
    return max(seen, key=lambda pair: pair[0])[1] if seen else ""

"""Names and flags of Maildir files (the format of qmail, with Dovecot's keywords).

Owns: what a file's name says of its message. Must not: touch files.

Keywords are the letters a to z; a file `dovecot-keywords` in the Maildir says what they mean.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN

KEYWORDS_FILE = "dovecot-keywords"
MOST_KEYWORDS = 26
_LETTERS = {SEEN: "S", ANSWERED: "R", FLAGGED: "F", DRAFT: "D", DELETED: "T"}
_FLAGS = {letter: flag for flag, letter in _LETTERS.items()} | {"P": "$Forwarded"}


def file_name(number: int, size: int, received_at: datetime, letters: str) -> str:
    """A name that no other message of the folder has; without letters it belongs into `new`."""
    name = f"{int(received_at.timestamp())}.M{number}.emailassist,S={size}"
    return f"{name}:2,{letters}" if letters else name


def letters(flags: frozenset[str], keywords: Sequence[str]) -> str:
    """The flags as a name has them; a keyword that is not among `keywords` has no letter."""
    own = {keyword: chr(ord("a") + place) for place, keyword in enumerate(keywords)}
    named = {"$Forwarded": "P"} | _LETTERS | own
    return "".join(sorted(named[flag] for flag in flags if flag in named))


def flags(name: str, keywords: Sequence[str]) -> frozenset[str]:
    """What the letters after ``:2,`` say; unknown ones say nothing."""
    _, _, info = name.rpartition(":2,") if ":2," in name else ("", "", "")
    own = {chr(ord("a") + place): keyword for place, keyword in enumerate(keywords) if keyword}
    named = _FLAGS | own
    return frozenset(named[letter] for letter in info if letter in named)


def read_keywords(text: str) -> list[str]:
    """The keywords of a `dovecot-keywords` file by their place; '' where there is none."""
    found = [""] * MOST_KEYWORDS
    for line in text.splitlines():
        place, _, keyword = line.partition(" ")
        if place.isascii() and place.isdigit() and int(place) < MOST_KEYWORDS:
            found[int(place)] = keyword.strip()
    return found


def written_keywords(keywords: Iterable[str]) -> str:
    """A `dovecot-keywords` file."""
    return "".join(f"{place} {keyword}\n" for place, keyword in enumerate(keywords))

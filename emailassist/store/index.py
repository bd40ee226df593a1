"""The full-text index: which words stand in which message.

Owns: the virtual table search (FTS5) and how a text is cut into words. Must not: ask questions
of it (search.py does).

Rows of the index lie in the order of `messages.ordinal`, so that hits come newest first without
being sorted.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Envelope
from emailassist.store import bulk

KEY_BITS = 28
"""Of an ordinal: the message's key in the low bits, its date in seconds above."""
KEY_MASK = (1 << KEY_BITS) - 1
_LATEST = (1 << 34) - 1

_SOLID = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
"""Scripts written without spaces between words: Han, kana, bopomofo; and Hangul's endings."""
UNSPACED = re.compile(f"[{_SOLID}]+")
RUNS = re.compile(f"[{_SOLID}]+|[^{_SOLID}]+")
"""Every part of a text that is written with spaces, or without."""


IndexRow = tuple[int, str, str, str, str, str]
"""A row of the index: its ordinal, then its columns, cut into words where they are not spaced."""


def index_row(
    key: MessageKey, date: int, envelope: Envelope, text: str = "", files: Sequence[str] = ()
) -> IndexRow:
    """What a message is found by; `date` in seconds. Make it off the writer's thread."""
    return (
        ordinal(date, key),
        segmented(envelope.subject),
        segmented(envelope.sender.full if envelope.sender else ""),
        segmented(" ".join(each.full for each in (*envelope.to, *envelope.cc))),
        segmented(" ".join(files)),
        segmented(text),
    )


def index(db: Database, rows: Iterable[IndexRow]) -> None:
    """Make these messages found by these words, and by no others. Within a transaction.

    Give many at once: those of a call are written in the order in which FTS5 is fast.
    """
    bulk.write(
        db,
        "INSERT OR REPLACE INTO search(rowid, subject, sender, recipients, files, body)",
        "(?, ?, ?, ?, ?, ?)",
        sorted(rows),
    )


def ordinal(date: int, key: MessageKey) -> int:
    """Where a message stands among all by its date; the column messages.ordinal says the same."""
    return min(max(date, 0), _LATEST) << KEY_BITS | key


def segmented(text: str) -> str:
    """The text with what is written without spaces cut into overlapping pairs of characters.

    Each such character begins one word: a phrase of pairs finds any run of two and more, and
    the beginning of a pair a single one.
    """
    if text.isascii():
        return text
    return UNSPACED.sub(_pairs, normalised(text))


def normalised(text: str) -> str:
    """The same letters whatever their width or composition."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _pairs(run: re.Match[str]) -> str:
    found = run.group()
    return f" {' '.join(found[at : at + 2] for at in range(len(found)))} "

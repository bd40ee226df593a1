"""What a home's database holds of an account, to compare with the server's disk."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.support.maildir import Contents

_PLACES = """
SELECT b.name, s.raw, p.flags FROM placements p
JOIN mailboxes b ON b.id = p.mailbox_id LEFT JOIN sources s ON s.message = p.message
"""


def mirrored(database: Path) -> Contents:
    """By mailbox, each message's bytes and flags; a message without its bytes counts as b''."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        found: Contents = {
            name: Counter() for (name,) in connection.execute("SELECT name FROM mailboxes")
        }
        for name, raw, flags in connection.execute(_PLACES):
            box = found.setdefault(name, Counter())  # a damaged index may have left it out
            box[raw or b"", frozenset(flags.split())] += 1
    return found


def differences(here: Contents, there: Contents) -> list[str]:
    """What is not the same, in lines short enough to read; [] when nothing is."""
    found = [f"no mailbox {name} here" for name in there.keys() - here.keys()]
    found += [f"mailbox {name} only here" for name in here.keys() - there.keys()]
    for name in here.keys() & there.keys():
        for side, extra in (
            ("only here", here[name] - there[name]),
            ("only on the server", there[name] - here[name]),
        ):
            found += [
                f"{name}: {side}: {count} × {len(raw)} bytes {sorted(flags)} {raw[:60]!r}"
                for (raw, flags), count in extra.items()
            ]
    return found


def corrected(database: Path) -> set[bytes]:
    """The bytes of the messages about which the person has said something."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT s.raw FROM corrections c JOIN sources s ON s.message = c.message"
        return {raw for (raw,) in connection.execute(query)}

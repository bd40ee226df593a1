"""The mail of one Dovecot user as it lies on the server's disk: the truth to compare with."""

import itertools
import os
import re
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from imapclient import imap_utf7

Contents = dict[str, Counter[tuple[bytes, frozenset[str]]]]
"""By mailbox: each message's bytes with CRLF line ends, and its flags."""

_LETTERS = {"S": "\\Seen", "R": "\\Answered", "F": "\\Flagged", "D": "\\Draft", "T": "\\Deleted"}


class ServerMail:
    """One user's Maildir++, `home`/Maildir; written to as a delivery agent does.

    `first` is the number of the first message that is delivered: none is to be given twice.
    """

    def __init__(self, home: Path, first: int = 1) -> None:
        self._home = home
        self._numbers = itertools.count(first)

    def put(self, mailbox: str, raw: bytes, flags: Iterable[str] = ()) -> None:
        """Deliver a message."""
        folder = self._folder(mailbox)
        number = next(self._numbers)
        letters = "".join(sorted(k for k, flag in _LETTERS.items() if flag in set(flags)))
        name = _name(number)
        place = folder / "cur" / f"{name}:2,{letters}" if letters else folder / "new" / name
        for each in (folder, *(folder / sub for sub in ("cur", "new", "tmp"))):
            self._own(each)
        (folder / "tmp" / name).write_bytes(raw)
        self._chown(folder / "tmp" / name)
        (folder / "tmp" / name).rename(place)

    def contents(self) -> Contents:
        """Every mailbox with what lies in it; empty mailboxes too."""
        root = self._home / "Maildir"
        found: Contents = {"INBOX": _messages(root)}
        for folder in root.glob(".*"):
            if (folder / "cur").is_dir():
                name = imap_utf7.decode(folder.name[1:].replace(".", "/").encode())
                found[name] = _messages(folder)
        return found

    def renumber(self, mailbox: str) -> None:
        """Make the server forget its numbers: another UIDVALIDITY, and UIDs from 1 on.

        The files get new names in another order, so that the numbers are those of others now.
        """
        folder = self._folder(mailbox)
        _await_unlocked(folder)
        for index in folder.glob("dovecot*"):
            # The last UIDVALIDITY that was given is in a name: none is to be given again.
            if not index.name.startswith(("dovecot-keywords", "dovecot-uidvalidity")):
                index.unlink()
        files = sorted(file for sub in ("cur", "new") for file in (folder / sub).iterdir())
        for file in files:
            number = 5_000_000_000 - next(self._numbers)
            letters = file.name.partition(":")[2]
            fresh = _name(number)
            file.rename(file.parent / (f"{fresh}:{letters}" if letters else fresh))

    def _folder(self, mailbox: str) -> Path:
        root = self._home / "Maildir"
        if mailbox == "INBOX":
            return root
        encoded = imap_utf7.encode(mailbox).decode("ascii")
        return root / f".{encoded.replace('/', '.')}"

    def _own(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            self._chown(each)

    def _chown(self, path: Path) -> None:
        if os.getuid() == 0:  # as whoever runs the server's processes
            owner = self._home.parent.stat()
            os.chown(path, owner.st_uid, owner.st_gid)


def _await_unlocked(folder: Path) -> None:
    """A server whose client has just gone may be at work still."""
    for _ in range(1_000):
        if not any(folder.glob("*.lock")):
            return
        time.sleep(0.01)
    raise TimeoutError(f"{folder} stays locked")


def _name(number: int) -> str:
    """As delivery agents name files, in the order of their numbers.

    Dovecot's hash of a name counts its end for most; names that are too alike fall together, and
    opening a mailbox of 10,000 takes it a fifth of a second.
    """
    return f"{number:010}.M{number * 7919 % 1_000_000:06}P{number}.here"


def _messages(folder: Path) -> Counter[tuple[bytes, frozenset[str]]]:
    words = _keywords(folder)
    found: Counter[tuple[bytes, frozenset[str]]] = Counter()
    for sub in ("cur", "new"):
        for file in (folder / sub).iterdir() if (folder / sub).is_dir() else ():
            _, _, letters = file.name.partition(":2,")
            flags = frozenset(words.get(letter, letter) for letter in letters)
            found[as_sent(file.read_bytes()), flags] += 1
    return found


def _keywords(folder: Path) -> dict[str, str]:
    """Flags by the letter in a file's name."""
    file = folder / "dovecot-keywords"
    lines = file.read_text().splitlines() if file.exists() else []
    named = (line.split(" ", 1) for line in lines)
    return _LETTERS | {chr(ord("a") + int(number)): word for number, word in named}


def as_sent(raw: bytes) -> bytes:
    """With the line ends that IMAP has."""
    return re.sub(rb"\r?\n", b"\r\n", raw)

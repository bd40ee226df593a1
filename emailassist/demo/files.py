"""Mailboxes on disk, in a form that survives a `kill -9` at any moment.

Owns: one folder per mailbox: `<uid>.eml` with the exact bytes, and `state.json` with UIDs,
flags and dates. Every file is replaced whole; a message is written before the state names it
and removed after the state forgot it. Must not: know IMAP.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

_PREFIX = "mailbox-"
_STATE = "state.json"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """What is kept of a message beside its bytes; `date` (aware) is the INTERNALDATE."""

    uid: int
    flags: frozenset[str]
    date: datetime


@dataclass(frozen=True, slots=True)
class MailboxState:
    """Everything about a mailbox but the bytes of its messages."""

    uid_validity: int
    last_uid: int
    messages: tuple[StoredMessage, ...] = ()


class MailboxFiles:
    """The folder of one mailbox."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self._folder = root / _folder_name(name)

    def create(self, uid_validity: int) -> None:
        """Make the folder with an empty mailbox in it."""
        self._folder.mkdir(parents=True)
        self.save(MailboxState(uid_validity, last_uid=0))

    def load(self) -> MailboxState:
        """The state as it was saved last."""
        state = json.loads((self._folder / _STATE).read_bytes())
        return MailboxState(
            uid_validity=state["uid_validity"],
            last_uid=state["last_uid"],
            messages=tuple(
                StoredMessage(uid, frozenset(flags), datetime.fromisoformat(date))
                for uid, flags, date in state["messages"]
            ),
        )

    def save(self, state: MailboxState) -> None:
        """Replace the state."""
        messages = [[m.uid, sorted(m.flags), m.date.isoformat()] for m in state.messages]
        replace(
            self._folder / _STATE,
            json.dumps(
                {
                    "uid_validity": state.uid_validity,
                    "last_uid": state.last_uid,
                    "messages": messages,
                }
            ).encode(),
        )

    def raw(self, uid: int) -> bytes:
        """The bytes of a message."""
        return self._message(uid).read_bytes()

    def write(self, uid: int, raw: bytes) -> None:
        """Keep the bytes of a message; `save` makes it part of the mailbox."""
        replace(self._message(uid), raw)

    def remove(self, uid: int) -> None:
        """Remove the bytes of a message that the state no longer names."""
        self._message(uid).unlink(missing_ok=True)

    def rename(self, name: str) -> None:
        """Move the mailbox to another name."""
        self.name = name
        self._folder = self._folder.rename(self._folder.with_name(_folder_name(name)))

    def delete(self) -> None:
        """Remove the mailbox."""
        shutil.rmtree(self._folder)

    def _message(self, uid: int) -> Path:
        return self._folder / f"{uid}.eml"


def mailboxes_in(root: Path) -> Iterator[MailboxFiles]:
    """Every mailbox under `root`."""
    for folder in sorted(root.glob(f"{_PREFIX}*")):
        yield MailboxFiles(root, unquote(folder.name.removeprefix(_PREFIX)))


def _folder_name(name: str) -> str:
    return f"{_PREFIX}{quote(name, safe='')}"


def replace(path: Path, data: bytes) -> None:
    """Write a file so that it has either its old contents or all of the new ones."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)

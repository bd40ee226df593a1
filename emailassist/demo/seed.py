"""The first contents of the sample mailbox.

Owns: which sample file goes where, with which flags and date. Must not: change its bytes.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from emailassist.demo.files import MailboxFiles, MailboxState, StoredMessage
from emailassist.domain.errors import NotFound
from emailassist.domain.mailbox import SEEN

_EMPTY_MAILBOXES = ("Drafts", "Archive", "Junk", "Trash")
_UNREAD_SINCE = date(2026, 11, 18)
"""Clara has read what came before this day of her week."""


def seed(root: Path, sample: Path) -> None:
    """Fill `root` from the files in `sample` unless it is filled already.

    It is built aside and moved into place whole, so that an interrupted start leaves nothing
    half done. Raises `NotFound` when the sample is not there.
    """
    if root.exists():
        return
    unfinished = root.with_name(f"{root.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    inbox, sent = sorted(sample.glob("inbox-*.eml")), sorted(sample.glob("sent-*.eml"))
    if not inbox:
        raise NotFound(f"The sample mailbox is not in {sample}.", hint="Install emailassist again.")
    uid_validity = int(datetime.now(UTC).timestamp())
    _fill(MailboxFiles(unfinished, "INBOX"), uid_validity, _messages(inbox, all_seen=False))
    _fill(MailboxFiles(unfinished, "Sent"), uid_validity, _messages(sent, all_seen=True))
    for name in _EMPTY_MAILBOXES:
        MailboxFiles(unfinished, name).create(uid_validity)
    unfinished.rename(root)


def _fill(
    mailbox: MailboxFiles, uid_validity: int, messages: Iterable[tuple[StoredMessage, bytes]]
) -> None:
    mailbox.create(uid_validity)
    stored = []
    for message, raw in messages:
        mailbox.write(message.uid, raw)
        stored.append(message)
    mailbox.save(MailboxState(uid_validity, len(stored), tuple(stored)))


def _messages(files: Iterable[Path], *, all_seen: bool) -> Iterator[tuple[StoredMessage, bytes]]:
    # A message without a readable date came right after the one before it.
    written = datetime.combine(_UNREAD_SINCE, datetime.min.time(), UTC)
    for uid, file in enumerate(files, start=1):
        raw = file.read_bytes()
        written = _date(raw) or written
        seen = all_seen or written.date() < _UNREAD_SINCE
        yield StoredMessage(uid, frozenset({SEEN} if seen else ()), written), raw


def _date(raw: bytes) -> datetime | None:
    """The Date field, made aware; None when it is missing or cannot be read."""
    field = BytesHeaderParser().parsebytes(raw).get("Date")
    try:
        when = parsedate_to_datetime(str(field))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)

"""pymap's in-memory mailboxes, written through to disk.

Owns: the order of "remember" and "answer": the server says OK after the files are written.
Must not: serve connections. pymap's own maildir backend is not used: it rewrites messages
(line endings, malformed headers), forgets keywords, cannot rename across file systems and
waits ten minutes for the lock of a process that was killed.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pymap.backend.dict.mailbox import (
    MailboxData,
    MailboxSet,
    Message,
    _ContentCache,
    _ThreadCache,
)
from pymap.exceptions import NotSupportedError
from pymap.flags import FlagOp
from pymap.interfaces.message import CachedMessage
from pymap.mailbox import MailboxSnapshot
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag, Recent, Wildcard, get_system_flags
from typing_extensions import override

from emailassist.demo.files import MailboxFiles, MailboxState, StoredMessage, mailboxes_in


class DurableMailbox(MailboxData):
    """A mailbox whose messages, flags and UIDs are on disk before a client hears of them."""

    def __init__(self, contents: _ContentCache, threads: _ThreadCache, files: MailboxFiles) -> None:
        super().__init__(contents, threads)
        self._files = files
        state = files.load()
        self._uid_validity = state.uid_validity
        self._max_uid = state.last_uid
        self._messages = {stored.uid: self._loaded(stored) for stored in state.messages}
        self._mod_sequences.update(list(self._messages))

    @property
    @override
    def permanent_flags(self) -> frozenset[Flag]:
        # Without the wildcard pymap drops every keyword.
        return get_system_flags() - {Recent} | {Wildcard}

    @override
    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        dated = replace(append_msg, when=append_msg.when or datetime.now(UTC))
        message = await super().append(dated, recent=recent)
        self._files.write(message.uid, append_msg.literal)
        self._save()
        return message

    @override
    async def copy(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        copied = await super().copy(uid, destination, recent=recent)
        if copied is not None and isinstance(destination, DurableMailbox):
            destination._take(copied, self._files.raw(uid))  # noqa: SLF001 - another of us
        return copied

    @override
    async def move(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        moved = await super().move(uid, destination, recent=recent)
        if moved is not None and isinstance(destination, DurableMailbox):
            destination._take(moved, self._files.raw(uid))  # noqa: SLF001 - another of us
            self._save()
            self._files.remove(uid)
        return moved

    @override
    async def update(
        self, uid: int, cached_msg: CachedMessage, flag_set: frozenset[Flag], mode: FlagOp
    ) -> Message:
        message = await super().update(uid, cached_msg, flag_set, mode)
        self._save()
        return message

    @override
    async def delete(self, uids: Iterable[int]) -> None:
        gone = list(uids)
        await super().delete(gone)
        self._save()
        for uid in gone:
            self._files.remove(uid)

    def rename(self, name: str) -> None:
        """Keep the files under this name from now on."""
        self._files.rename(name)

    def _take(self, uid: int, raw: bytes) -> None:
        self._files.write(uid, raw)
        self._save()

    def _save(self) -> None:
        messages = tuple(
            StoredMessage(
                uid,
                frozenset(str(flag) for flag in message.permanent_flags),
                message.internal_date,
            )
            for uid, message in self._messages.items()
        )
        self._files.save(MailboxState(self._uid_validity, self._max_uid, messages))

    def _loaded(self, stored: StoredMessage) -> Message:
        content = MessageContent.parse(self._files.raw(stored.uid))
        return Message(
            stored.uid,
            stored.date,
            frozenset(Flag(flag) for flag in stored.flags),
            email_id=self._content_cache.add(content),
            thread_id=self._thread_cache.add(content),
            content=content,
        )


class DurableMailboxes(MailboxSet):
    """Every mailbox under one folder. INBOX is expected to be there."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        mailboxes = {files.name: self._open(files) for files in mailboxes_in(root)}
        self._inbox = mailboxes.pop("INBOX")
        self._set = dict(mailboxes)

    @override
    async def add_mailbox(self, name: str) -> ObjectId:
        if name in self._set:
            raise ValueError(name)
        files = MailboxFiles(self._root, name)
        files.create(MailboxSnapshot.new_uid_validity())
        self._set[name] = mailbox = self._open(files)
        return mailbox.mailbox_id

    @override
    async def delete_mailbox(self, name: str) -> None:
        await super().delete_mailbox(name)
        MailboxFiles(self._root, name).delete()

    @override
    async def rename_mailbox(self, before: str, after: str) -> None:
        if before.upper() == "INBOX":  # RFC 9051 section 6.3.6 would empty it instead
            raise NotSupportedError
        await super().rename_mailbox(before, after)
        for name, mailbox in self._set.items():
            if isinstance(mailbox, DurableMailbox):
                mailbox.rename(name)

    def _open(self, files: MailboxFiles) -> DurableMailbox:
        return DurableMailbox(self._content_cache, self._thread_cache, files)

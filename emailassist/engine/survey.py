"""What has changed in one mailbox of the server since it was last read.

Owns: choosing the cheapest sound comparison (RFC 7162 and what to do without it), and bringing
flags and what is gone into the store. Must not: fetch messages.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import MessageKey, Uid
from emailassist.domain.mailbox import Mailbox, MailboxState, MailboxStatus
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.imap.answers import Selected, SyncPoint
from emailassist.store import accounts, pending, placements

_ATTEMPTS = 2
_MANY = 1_000
"""Flags that are compared with all that are known, instead of one by one."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How a mailbox differs from what the store had of it, apart from what is in the store by now.

    `missing` are the UIDs of messages that the store has yet to list, newest first; once it has,
    the mailbox is known up to `state`.
    """

    state: MailboxState
    missing: tuple[Uid, ...]
    changed: frozenset[MessageKey]
    gone: int


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Flags of messages that may have changed or are new, and the UIDs that are gone."""

    flags: Mapping[Uid, frozenset[str]]
    gone: Collection[Uid]


def is_unchanged(box: Mailbox, status: MailboxStatus | None) -> bool:
    """Whether the server says, with its list, that nothing happened since the mailbox was read."""
    return (
        status is not None
        and status.highest_modseq is not None
        and box.state
        == MailboxState(
            status.uid_validity, status.uid_next, status.messages, status.highest_modseq
        )
    )


async def survey(store: Store, box: Mailbox, connection: ImapConnection) -> Survey:
    """Select the mailbox and bring places and flags to the server's state.

    Raises WorldError; ServerRefused also when the server's count and list of messages do not
    agree, as nothing may be forgotten by a list that is not complete.
    """
    session = await connection.open()
    for _ in range(_ATTEMPTS):
        selected = await connection.run(session.select, box.name, _point(box))
        await store.write(accounts.begin_mailbox, box.id, selected.uid_validity)
        known = await store.read(placements.known_numbers, box.id)
        found = _told(selected, known) or await _asked(box, selected, known, connection)
        if found is not None:
            return await _kept(store, box, selected, known, found)
    raise ServerRefused(
        f"The server counts more messages in {box.name} than it lists, so that nothing was "
        "changed here.",
        hint="Synchronise again in a few minutes.",
    )


def _point(box: Mailbox) -> SyncPoint | None:
    state = box.state
    if state is None or state.highest_modseq is None:
        return None
    return SyncPoint(state.uid_validity, state.highest_modseq)


def _told(selected: Selected, known: set[Uid]) -> _Comparison | None:
    """What came with the answer to SELECT (QRESYNC), if it accounts for every message."""
    if selected.changes is None:
        return None
    gone = selected.changes.vanished.among(known)
    flags = selected.changes.flags
    count = len(known) - len(gone) + len(flags.keys() - known)
    return _Comparison(flags, gone) if count == selected.exists else None


async def _asked(
    box: Mailbox, selected: Selected, known: set[Uid], connection: ImapConnection
) -> _Comparison | None:
    """What the server says when asked; None if its list is not complete."""
    session = await connection.open()
    state = box.state
    if (
        state is not None
        and state.highest_modseq is not None
        and state.uid_validity == selected.uid_validity
        and state.highest_modseq <= (selected.highest_modseq or 0)
    ):
        flags = await connection.run(session.changes, state.highest_modseq)
        if len(known | flags.keys()) == selected.exists:
            return _Comparison(flags, ())
        listed = set(await connection.run(session.uids))
    elif known:
        flags = await connection.run(session.flags)
        listed = set(flags)
    else:
        listed = set(await connection.run(session.uids))
        flags = dict.fromkeys(listed, frozenset[str]())
    if len(listed) < selected.exists:
        return None
    flags = {uid: each for uid, each in flags.items() if uid in listed}
    flags |= dict.fromkeys(listed - known - flags.keys(), frozenset())
    return _Comparison(flags, known - listed)


async def _kept(
    store: Store, box: Mailbox, selected: Selected, known: set[Uid], found: _Comparison
) -> Survey:
    if found.gone:
        await store.write(placements.remove_places, box.id, found.gone)
    seen = {uid: each for uid, each in found.flags.items() if uid in known}
    if len(seen) > _MANY:
        had = await store.read(placements.known_uids, box.id)
        seen = {uid: each for uid, each in seen.items() if had.get(uid) != each}
    changed = frozenset[MessageKey]()
    if seen:
        changed = await store.write(pending.update_flags, box.id, seen)
    return Survey(
        state=MailboxState(
            selected.uid_validity, selected.uid_next, selected.exists, selected.highest_modseq
        ),
        missing=tuple(sorted(found.flags.keys() - known, reverse=True)),
        changed=changed,
        gone=len(found.gone),
    )

"""What tests of sending look at: the outbox, the sink, the server's mailboxes, time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.credential import Credential
from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.engine.confined import Store
from emailassist.imap.session import ImapSession
from emailassist.settings import Settings
from emailassist.store import outbox


@dataclass
class Times:
    """A clock on the wall, and the seconds that really pass; a test moves both."""

    wall: float = field(default_factory=lambda: time.time() + 60)
    passed: float = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.passed += seconds


@dataclass
class Choices:
    """Settings that a test changes."""

    settings: Settings = field(default_factory=Settings)


async def state(store: Store, entry: OutboxEntry) -> OutboxState:
    """How far a letter is."""
    return (await store.read(outbox.submission, entry.key)).entry.state


def accepted(servers: DemoServers) -> list[Path]:
    """What the sink took, in order."""
    return sorted(servers.outgoing.glob("*.eml"))


def lying_in(access: DemoAccess, mailbox: str) -> Sequence[tuple[frozenset[str], bytes]]:
    """Flags and bytes of what lies in a mailbox on the server."""
    credential = Credential(access.secret)
    with ImapSession.open(access.imap, access.username, credential) as other:
        other.select(mailbox)
        uids = sorted(other.flags())
        return [(each.flags, each.raw) for each in other.fetch(uids)]


def file_in_sent(access: DemoAccess, entry: OutboxEntry, raw: bytes) -> None:
    """As the provider does with what goes out through it."""
    credential = Credential(access.secret)
    with ImapSession.open(access.imap, access.username, credential) as other:
        other.append("Sent", raw, [], entry.send_at)

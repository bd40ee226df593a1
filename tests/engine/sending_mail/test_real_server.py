"""Letters and drafts on a real Dovecot, whose mailboxes have names of their own."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from emailassist.domain.account import Account, Security
from emailassist.domain.credential import Credential
from emailassist.domain.draft import OutboxEntry
from emailassist.domain.mailbox import DRAFT, SEEN
from emailassist.engine.announcer import Announcer
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.mailsync import MailSync
from emailassist.engine.outbox import Outbox
from emailassist.engine.replay import Replay
from emailassist.imap.session import ImapSession
from emailassist.settings import Settings
from emailassist.store import accounts
from tests.engine.conftest import Connecting
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.smtp.scripted import Script, serving
from tests.support.mail import new_account

pytestmark = pytest.mark.integration

DRAFTS, SENT = "Borradores", "Éléments envoyés"


@dataclass
class World:
    """One account, its outbox and composer, and what its SMTP server heard."""

    account: Account
    composer: Composer
    outbox: Outbox
    script: Script

    async def write(self, text: str) -> OutboxEntry:
        draft = await self.composer.new(to="ana@example.org")
        assert draft.composition is not None
        around = replace(draft.composition, subject="Plan")
        await self.composer.keep(draft.key, text, around)
        return await self.composer.save_to_server(draft.key)

    def lying_in(self, mailbox: str) -> list[tuple[frozenset[str], bytes]]:
        server, name = self.account.imap, self.account.username
        with ImapSession.open(server, name, Credential(PASSWORD)) as other:
            other.select(mailbox)
            return [(each.flags, each.raw) for each in other.fetch(sorted(other.flags()))]


@pytest.fixture
async def world(
    dovecot: Dovecot,
    store: Store,
    parsing: Confined,
    announcer: Announcer,
    connecting: Connecting,
) -> AsyncIterator[World]:
    script = Script()
    async with _account(dovecot, store, script) as account:
        connections = connecting(PASSWORD)
        sync = MailSync(store, announcer, connections, Replay(store, announcer, connections))
        read = Credential(PASSWORD)
        outbox = Outbox(store, announcer, sync, connections, lambda _: read)
        composer = Composer(
            store, parsing, announcer, Settings, lambda _: read, wake_outbox=outbox.wake
        )
        yield World(account, composer, outbox, script)


@asynccontextmanager
async def _account(dovecot: Dovecot, store: Store, script: Script) -> AsyncIterator[Account]:
    async with serving(script.converse) as smtp:
        new = new_account(imap=dovecot.server(Security.NONE), smtp=smtp)
        yield await store.write(
            accounts.add_account, replace(new, username=f"user{uuid.uuid4().hex}")
        )


async def test_a_draft_is_replaced_and_then_sent_and_filed(world: World) -> None:
    entry = await world.write("First")
    await world.outbox.settle()
    ((flags, raw),) = world.lying_in(DRAFTS)
    assert {DRAFT, SEEN} <= flags
    assert b"First" in raw
    draft = await world.composer.open(entry.draft)
    assert draft.composition is not None
    await world.composer.keep(draft.key, "Second", draft.composition)
    await world.composer.save_to_server(draft.key)
    await world.outbox.settle()
    ((_, raw),) = world.lying_in(DRAFTS)
    assert b"Second" in raw
    await world.composer.open(entry.draft)
    await world.composer.approve(draft.key, undo=timedelta(0))
    await world.outbox.settle()
    assert world.lying_in(DRAFTS) == []
    ((flags, raw),) = world.lying_in(SENT)
    assert SEEN in flags
    assert raw.replace(b"\r\n.", b"\r\n..") + b".\r\n" == world.script.message


async def test_what_other_programs_keep_among_the_drafts_stays(world: World) -> None:
    foreign = b"Message-ID: <other@x>\r\nSubject: Mine\r\n\r\nx\r\n"
    server, name = world.account.imap, world.account.username
    entry = await world.write("First")
    with ImapSession.open(server, name, Credential(PASSWORD)) as other:
        other.append(DRAFTS, foreign, [DRAFT, "\\Deleted"], entry.send_at)
    for text in ("First", "Second"):
        await world.outbox.settle()
        draft = await world.composer.open(entry.draft)
        assert draft.composition is not None
        await world.composer.keep(draft.key, text, draft.composition)
        await world.composer.save_to_server(draft.key)
    await world.outbox.settle()
    bodies = [raw for _, raw in world.lying_in(DRAFTS)]
    assert len(bodies) == 2
    assert foreign in bodies

"""New mail is told of by the server, read at once, and told of again after a failure."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from emailassist.demo.servers import DemoAccess
from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerUnreachable, StoreUnusable
from emailassist.domain.events import ChangeSet
from emailassist.domain.views import Listing
from emailassist.engine import push as module
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.engine import Engine
from emailassist.engine.mailsync import MailSync, SyncReport
from emailassist.engine.push import Push, backoff
from emailassist.imap.session import ImapSession
from emailassist.settings import Settings
from emailassist.store import accounts
from tests.engine.conftest import Connecting
from tests.imap.scripted import Conversation, ScriptedImap
from tests.support.mail import raw_message


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(module, "_BREATH", 0.01)


class Told:
    """What a watcher was told, to be waited for; `problem` is raised to it once."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Account] = asyncio.Queue()
        self.problem: Exception | None = None

    async def __call__(self, account: Account) -> None:
        self.queue.put_nowait(account)
        problem, self.problem = self.problem, None
        if problem is not None:
            raise problem

    async def again(self) -> Account:
        return await asyncio.wait_for(self.queue.get(), 10)


@asynccontextmanager
async def running(push: Push) -> AsyncIterator[None]:
    task = asyncio.ensure_future(push.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.005)
    pytest.fail("it never came true")


def deliver(access: DemoAccess, number: int = 1) -> None:
    raw = raw_message(f"News {number}", "Hello.\n", message_id=f"<news{number}@example.org>")
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.append("INBOX", raw, [], datetime.now(UTC))


async def test_news_are_told_once_connected_and_whenever_they_come(
    store: Store, announcer: Announcer, account: Account, access: DemoAccess, connecting: Connecting
) -> None:
    told = Told()
    push = Push(store, announcer, connecting(access.secret), Settings, told)
    async with running(push):
        assert await told.again() == account
        await asyncio.to_thread(deliver, access)
        assert await told.again() == account


async def test_a_message_that_comes_is_in_the_list_without_anybody_asking(
    engine: Engine, access: DemoAccess
) -> None:
    await engine.sync()
    before = len(await engine.list_keys(Listing()))
    changed = asyncio.Event()
    engine.subscribe(lambda event: changed.set() if isinstance(event, ChangeSet) else None)
    engine.start_working()
    await asyncio.to_thread(deliver, access)
    async with asyncio.timeout(20):
        while len(await engine.list_keys(Listing())) == before:
            changed.clear()
            await changed.wait()


async def test_news_show_while_a_long_synchronisation_goes_on(
    engine: Engine, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.sync()
    before = len(await engine.list_keys(Listing()))
    fetch, listed, shown = MailSync._fetch, asyncio.Event(), asyncio.Event()

    async def waiting(*args: Any, **kwargs: Any) -> SyncReport:
        listed.set()
        await shown.wait()
        return await fetch(*args, **kwargs)

    monkeypatch.setattr(MailSync, "_fetch", waiting)
    await asyncio.to_thread(deliver, access)
    long = asyncio.ensure_future(engine.sync())
    async with asyncio.timeout(20):
        await listed.wait()
        (account,) = await engine.accounts()
        await asyncio.to_thread(deliver, access, 2)
        await engine._rounds.read_news(account, engine._servers.connections)
        assert len(await engine.list_keys(Listing())) == before + 2
        assert not long.done()
        shown.set()
        await long
    for key in await engine.list_keys(Listing()):
        assert (await engine.detail(key)).message.text


async def test_accounts_and_settings_are_followed(
    store: Store, announcer: Announcer, account: Account, access: DemoAccess, connecting: Connecting
) -> None:
    told = Told()
    settings = Settings(push=False)
    push = Push(store, announcer, connecting(access.secret), lambda: settings, told)
    async with running(push):
        await asyncio.sleep(0)
        settings = Settings(connections=1)
        announcer.tell(ChangeSet(endpoints=True))
        await asyncio.sleep(0.05)
        assert told.queue.empty()
        settings = Settings()
        announcer.tell(ChangeSet(endpoints=True))
        assert await told.again() == account
        renamed = replace(account, name="Renamed")
        await store.write(accounts.update_account, renamed)
        announcer.tell(ChangeSet(accounts=True))
        assert await told.again() == renamed
        await store.write(accounts.remove_account, account.id)
        announcer.tell(ChangeSet(accounts=True))
        await until(lambda: not push.watching)


@pytest.mark.parametrize("problem", [ServerUnreachable("lost"), StoreUnusable("the disk is full")])
async def test_what_could_not_be_read_is_told_again(
    store: Store,
    announcer: Announcer,
    account: Account,
    access: DemoAccess,
    connecting: Connecting,
    problem: Exception,
) -> None:
    told = Told()
    told.problem = problem
    async with running(Push(store, announcer, connecting(access.secret), Settings, told)):
        for _ in range(2):
            assert await told.again() == account


def idle_once(conversation: Conversation) -> None:
    """Tell of a message, and hang up."""
    conversation.capabilities = b"IMAP4rev1 IDLE"
    conversation.log_in()
    conversation.select()
    conversation.command()
    conversation.send(b"+ idling\r\n* 3 EXISTS\r\n")


async def test_a_lost_connection_is_made_again(
    store: Store, announcer: Announcer, account: Account, connecting: Connecting
) -> None:
    told = Told()
    with ScriptedImap(idle_once) as server:
        await store.write(accounts.update_account, replace(account, imap=server.server))
        async with running(Push(store, announcer, connecting("x"), Settings, told)):
            for _ in range(4):
                await told.again()


async def test_a_server_without_idle_is_left_to_polling(
    store: Store, announcer: Announcer, account: Account, connecting: Connecting
) -> None:
    told, welcomed = Told(), threading.Event()

    def without_idle(conversation: Conversation) -> None:
        conversation.log_in()
        welcomed.set()
        conversation.hang()

    with ScriptedImap(without_idle) as server:
        await store.write(accounts.update_account, replace(account, imap=server.server))
        push = Push(store, announcer, connecting("x"), Settings, told)
        async with running(push):
            await until(welcomed.is_set)
            await until(lambda: not push.watching)
            assert told.queue.empty()


@pytest.mark.parametrize("chance", [lambda: 0.0, lambda: 0.999])
def test_pauses_grow_up_to_a_limit(
    chance: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 2.0)
    pauses = list(islice(backoff(chance), 20))
    assert pauses == sorted(pauses)
    assert 1 <= pauses[0] < 2
    assert 150 <= pauses[-1] < 300

"""How many connections an account has, and which are used again."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused, ServerUnreachable
from emailassist.domain.ids import AccountId
from emailassist.engine import connections as module
from emailassist.engine.connections import Connections, ImapConnection
from tests.imap.scripted import Conversation, ScriptedImap


class CountingServer:
    """Answers every command with OK, but ends the connection on one that is in `deadly`."""

    def __init__(self) -> None:
        self.commands: list[bytes] = []
        self.open = self.most = self.total = 0
        self.deadly: set[bytes] = set()
        self._lock = threading.Lock()

    def converse(self, conversation: Conversation) -> None:
        with self._lock:
            self.total += 1
            self.open += 1
            self.most = max(self.most, self.open)
        try:
            conversation.greet()
            while True:
                conversation.tag, _, command = conversation.line().partition(b" ")
                self.commands.append(command)
                if command in {b"", *self.deadly}:
                    break
                conversation.answer(b"OK done")
                if command == b"LOGOUT":
                    break
        finally:
            with self._lock:
                self.open -= 1


@pytest.fixture
def server() -> Iterator[tuple[CountingServer, ScriptedImap]]:
    counting = CountingServer()
    with ScriptedImap(counting.converse) as running:
        yield counting, running


@pytest.fixture
def counting(server: tuple[CountingServer, ScriptedImap]) -> CountingServer:
    return server[0]


@pytest.fixture
def someone(account: Account, server: tuple[CountingServer, ScriptedImap]) -> Account:
    return replace(account, imap=server[1].server)


def pool(limit: Callable[[], int] = lambda: 2) -> Connections:
    return Connections(lambda _: Credential("secret"), limit)


async def noop(connection: ImapConnection) -> None:
    session = await connection.open()
    await connection.run(session.check)


async def test_one_connection_serves_one_use_after_another(
    someone: Account, counting: CountingServer
) -> None:
    connections = pool()
    for _ in range(3):
        async with connections.use(someone) as connection:
            await noop(connection)
    assert counting.total == 1
    await connections.close()
    assert counting.commands[-1] == b"LOGOUT"


async def test_a_connection_over_which_something_was_refused_is_not_used_again(
    someone: Account, counting: CountingServer
) -> None:
    """Dovecot refuses a mailbox that was made anew for as long as the connection lasts."""
    connections = pool()
    async with connections.use(someone) as connection:
        session = await connection.open()
        with pytest.raises(ServerRefused):  # as it does not say what it opened
            await connection.run(session.select, "INBOX")
    async with connections.use(someone) as connection:
        await noop(connection)
    assert counting.total == 2
    await connections.close()


async def test_no_more_than_allowed_are_open_at_a_time(
    someone: Account, counting: CountingServer
) -> None:
    connections = pool()

    async def work() -> None:
        async with connections.use(someone) as connection:
            await noop(connection)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(work() for _ in range(6)))
    assert counting.most == 2
    await connections.close()


async def test_accounts_do_not_wait_for_each_other(
    someone: Account, account: Account, counting: CountingServer
) -> None:
    connections = pool(lambda: 1)
    other = replace(someone, id=AccountId(someone.id + 1))
    async with connections.use(someone) as one, connections.use(other) as two:
        await noop(one)
        await noop(two)
    assert counting.most == 2
    await connections.close()


async def test_a_connection_that_was_lost_is_not_used_again(
    someone: Account, counting: CountingServer
) -> None:
    connections = pool()
    counting.deadly = {b"NOOP"}
    with pytest.raises(ServerUnreachable):
        async with connections.use(someone) as connection:
            await noop(connection)
    counting.deadly = set()
    async with connections.use(someone) as connection:
        await noop(connection)
    assert counting.total == 2
    await connections.close()


async def test_one_that_died_while_it_was_kept_is_replaced_unnoticed(
    someone: Account, counting: CountingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections = pool()
    async with connections.use(someone) as connection:
        await connection.open()
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0)
    counting.deadly = {b"NOOP"}
    async with connections.use(someone) as connection:
        session = await connection.open()
        assert not session.is_broken
    assert counting.total == 2
    await connections.close()


async def test_an_account_that_has_changed_is_connected_anew(
    someone: Account, counting: CountingServer
) -> None:
    connections = pool()
    async with connections.use(someone) as connection:
        await connection.open()
    async with connections.use(replace(someone, username="another")) as connection:
        await connection.open()
    assert counting.total == 2
    assert [each for each in counting.commands if b"another" in each]
    await connections.close()


async def test_what_is_kept_is_closed_after_a_while(
    someone: Account, counting: CountingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_SECONDS", 0.01)
    connections = pool()
    async with connections.use(someone) as connection:
        await connection.open()
    for _ in range(200):
        if b"LOGOUT" in counting.commands:
            break
        await asyncio.sleep(0.01)
    assert b"LOGOUT" in counting.commands
    await connections.close()


async def test_cancelled_work_ends_its_connection_and_frees_the_place(
    someone: Account, counting: CountingServer
) -> None:
    connections = pool(lambda: 1)

    begun = asyncio.Event()

    async def stuck() -> None:
        async with connections.use(someone) as connection:
            await connection.open()
            begun.set()
            await connection.run(threading.Event().wait, 0.2)

    task = asyncio.ensure_future(stuck())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with connections.use(someone) as connection:
        await noop(connection)
    assert counting.total == 2
    await connections.close()

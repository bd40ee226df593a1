from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account, SecretKind, SecretSource
from emailassist.domain.credential import Credential
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.events import Event
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.connections import Connections
from emailassist.engine.engine import Engine
from emailassist.engine.mailsync import MailSync
from emailassist.engine.replay import Replay
from emailassist.store import accounts
from tests.support.mail import new_account, raw_message
from tests.support.openai_server import ScriptedOpenAI

VARIABLE = "EMAILASSIST_TEST_SECRET"
SAMPLE = {
    "inbox-001": raw_message("Oak", "Hi Clara,\n\ncan you come on Friday?\n\nTom\n"),
    "inbox-002": raw_message("Invoice", "Paid.\n", message_id="<2@shop.example>"),
    "sent-001": raw_message(
        "Re: Walnut",
        "Hi Tom,\n\nthank you.\n\nBest,\nClara\n",
        sender="Clara Vidal <clara@tallernorte.example>",
        to="tom@reed.example",
        message_id="<3@tallernorte.example>",
    ),
}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[DemoServers]:
    sample = tmp_path / "sample"
    sample.mkdir()
    for name, raw in SAMPLE.items():
        (sample / f"{name}.eml").write_bytes(raw)
    running = DemoServers(tmp_path / "servers", sample)
    yield running
    running.stop()


@pytest.fixture
def access(servers: DemoServers) -> DemoAccess:
    return servers.start()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(tmp_path / "mail.db")
    yield opened
    await opened.close()


@pytest.fixture
async def parsing() -> AsyncIterator[Confined]:
    confined = Confined("parsing")
    yield confined
    confined.close()


@pytest.fixture
async def account(store: Store, access: DemoAccess) -> Account:
    new = replace(new_account(imap=access.imap, smtp=access.smtp), username=access.username)
    return await store.write(accounts.add_account, new)


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def announcer(events: list[Event]) -> Announcer:
    announcer = Announcer()
    announcer.subscribe(events.append)
    return announcer


Connecting = Callable[[str], Connections]
"""Makes connections that log in with a password."""


@pytest.fixture
async def connecting() -> AsyncIterator[Connecting]:
    made: list[Connections] = []

    def connect(secret: str) -> Connections:
        made.append(Connections(lambda _: Credential(secret), limit=lambda: 3))
        return made[-1]

    yield connect
    for each in made:
        await each.close()


@pytest.fixture
def sync(
    store: Store, announcer: Announcer, access: DemoAccess, connecting: Connecting
) -> MailSync:
    connections = connecting(access.secret)
    return MailSync(store, announcer, connections, Replay(store, announcer, connections))


@pytest.fixture
async def engine(
    tmp_path: Path, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Engine]:
    monkeypatch.setenv(VARIABLE, access.secret)
    opened = open_engine(tmp_path / "home")
    await opened.start()
    new = new_account(
        imap=access.imap,
        smtp=access.smtp,
        secret=SecretSource(SecretKind.ENVIRONMENT, VARIABLE),
    )
    await opened.add_account(replace(new, username=access.username), None)
    yield opened
    await opened.stop()


async def use(engine: Engine, server: ScriptedOpenAI) -> None:
    """Triage with that server from now on."""
    endpoint = Endpoint(
        name="scripted",
        kind=EndpointKind.OPENAI_COMPATIBLE,
        base_url=server.base_url,
        model="scripted",
        timeout=5,
    )
    await engine.models.add(endpoint, None)
    await engine.models.use("scripted")


async def question(engine: Engine) -> MessageKey:
    """The sample's message that asks for an answer."""
    (key,) = await engine.list_keys(Listing(query="oak"))
    return key


def ignore(done: int, total: int, text: str) -> None:
    """A report that nobody reads."""

"""A store that knows some messages of a small server, and what replays to it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.events import ChangeSet, Event, Notice
from emailassist.domain.ids import MailboxId, MessageKey, UidValidity
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine.actions import Actions
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.replay import Replay
from emailassist.store import accounts, arrivals, operations, placements
from emailassist.store.database import Database
from tests.imap.scripted import ScriptedImap
from tests.replay.model_server import Letter, ModelServer
from tests.support.mail import arrival, new_account, raw_message


@dataclass
class World:
    """Both sides, and the way between them."""

    server: ModelServer
    store: Store
    account: Account
    actions: Actions
    keys: tuple[MessageKey, ...]
    announcer: Announcer
    events: list[Event] = field(default_factory=list)

    def notices(self) -> list[str]:
        return [f"{each.text} {each.hint}" for each in self.events if isinstance(each, Notice)]

    def changes(self) -> list[ChangeSet]:
        return [each for each in self.events if isinstance(each, ChangeSet)]

    async def mailbox(self, name: str) -> MailboxId:
        boxes = await self.store.read(accounts.mailboxes, self.account.id)
        return next(box.id for box in boxes if box.name == name)

    async def here(self, name: str) -> dict[int, frozenset[str]]:
        """Places in a mailbox, those to come too."""
        box = await self.mailbox(name)
        query = "SELECT uid, flags FROM placements WHERE mailbox_id = ? ORDER BY uid"

        def read(db: Database) -> dict[int, frozenset[str]]:
            return {row["uid"]: placements.flag_set(row["flags"]) for row in db.query(query, [box])}

        return await self.store.read(read)

    async def queued(self) -> int:
        return len(await self.store.read(operations.queued, self.account.id))


@pytest.fixture
def server() -> ModelServer:
    """Change it before using the world."""
    return ModelServer()


@pytest.fixture
def listening() -> Iterator[Callable[[ModelServer], ScriptedImap]]:
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(ScriptedImap(server.converse))


@pytest.fixture
async def world(
    tmp_path: Path, server: ModelServer, listening: Callable[[ModelServer], ScriptedImap]
) -> AsyncIterator[World]:
    """Three messages in INBOX, on both sides."""
    store, events = Store(tmp_path / "mail.db"), list[Event]()
    announcer = Announcer()
    announcer.subscribe(events.append)
    new = new_account(imap=listening(server).server)
    account = await store.write(accounts.add_account, new)
    listed = [ListedMailbox(name, _role(name), "/") for name in server.boxes]
    await store.write(accounts.keep_mailboxes, account.id, listed)
    inbox = await store.read(accounts.mailbox_of_role, account.id, Role.INBOX)
    assert inbox is not None
    await store.write(accounts.begin_mailbox, inbox.id, UidValidity(7))
    mail = [
        arrival(uid, raw_message(f"Letter {uid}", message_id=f"<{uid}@x.example>"))
        for uid in range(1, 4)
    ]
    keys = await store.write(arrivals.add_arrivals, account.id, inbox.id, mail)
    for uid in range(1, 4):
        server.boxes["INBOX"].add(Letter(f"<{uid}@x.example>"))
    connections = Connections(lambda _: Credential("secret"), limit=lambda: 1)
    actions = Actions(store, announcer, Replay(store, announcer, connections))
    yield World(server, store, account, actions, keys, announcer, events)
    await connections.close()
    await store.close()


def _role(name: str) -> Role:
    return {"INBOX": Role.INBOX, "Archive": Role.ARCHIVE}.get(name, Role.NONE)

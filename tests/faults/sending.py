"""One round of sending approved replies through a connection, or a process, that does not last."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.parser import BytesHeaderParser
from random import Random

from emailassist.domain.account import Security
from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.domain.ids import OutboxKey
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.store import outbox
from tests.faults.world import Told, World
from tests.imap.dovecot import PASSWORD
from tests.support.chaos import (
    KINDS,
    AtResponse,
    Calm,
    ChaosProxy,
    CutAt,
    Drip,
    Flows,
    Piece,
    StallAt,
    calm,
)
from tests.support.sink import SmtpSink

SENT = "Éléments envoyés"


class Post:
    """The way from the person to the sink: both servers, each behind a proxy."""

    def __init__(self, world: World, sink: SmtpSink, imap: ChaosProxy, smtp: ChaosProxy) -> None:
        self.world = world
        self.sink = sink
        self.imap = imap
        self.smtp = smtp
        self.approved: list[OutboxKey] = []

    async def approve(self, engine: Engine, count: int) -> None:
        """Set the account up and approve that many replies, none of which is sent yet."""
        await self.world.add_account(engine, self.imap.server, self.smtp.server)
        self.world.deliver(count, ("INBOX",))
        assert (await engine.sync()).problem == ""
        for number, key in enumerate(await engine.list_keys(Listing())):
            draft = await engine.start_draft(key)
            draft = await engine.edit_draft(draft.key, f"Dear Tom,\n\nyes, number {number}.\n")
            entry = await engine.approve_draft(draft.key, undo=timedelta(0))
            self.approved.append(entry.key)

    async def settled(self, context: str) -> None:
        """With quiet lines everything goes out; the person answers what is asked, truthfully."""
        states: list[OutboxState] = []
        for _ in range(4):
            async with self.world.engine() as engine:
                await engine.settle_outbox(again=True)
                for entry in await engine.outbox():
                    await self._answer(engine, entry)
                await engine.settle_outbox(again=True)
                states = [(await engine.outbox_entry(key)).state for key in self.approved]
                if set(states) == {OutboxState.FILED}:
                    break
        else:
            raise AssertionError((context, states))
        sent = self.sink.accepted()
        assert len(sent) == len(self.approved), (context, "approved, and not sent", sent)
        assert set(sent.values()) == {1}, (context, "sent twice", sent)
        assert self._filed() == sent, (context, "copies in Sent", self._filed())

    async def _answer(self, engine: Engine, entry: OutboxEntry) -> None:
        if entry.state is OutboxState.UNCERTAIN:
            went_out = await self._message_id(engine, entry.key) in self.sink.accepted()
            await engine.resolve_uncertain(entry.key, sent=went_out)
        elif entry.state is OutboxState.FAILED:
            assert await self._message_id(engine, entry.key) not in self.sink.accepted()
            draft = await engine.undo_send(entry.key)
            again = await engine.approve_draft(draft.key, undo=timedelta(0))
            self.approved[self.approved.index(entry.key)] = again.key

    async def _message_id(self, engine: Engine, key: OutboxKey) -> str:
        return str((await engine._store.read(outbox.submission, key)).cover.message_id)

    def _filed(self) -> Counter[str]:
        headers = BytesHeaderParser()
        copies = self.world.mail.contents().get(SENT, Counter())
        return Counter(
            str(headers.parsebytes(raw)["Message-ID"]).strip() for raw, _ in copies.elements()
        )


@contextmanager
def post(world: World) -> Iterator[Post]:
    """Everything between the person and the sink."""
    folder = world.home.parent / f"sink-{world.user}"
    with (
        SmtpSink(folder, world.user, PASSWORD) as sink,
        ChaosProxy(world.dovecot.server(Security.NONE)) as imap,
        ChaosProxy(sink.server) as smtp,
    ):
        yield Post(world, sink, imap, smtp)


async def send_round(
    world: World, harm: Callable[[Post], None], context: str, *, letters: int = 2
) -> None:
    """Replies are approved, `harm` is done while they go out, then the lines are quiet."""
    with post(world) as way:
        async with world.engine() as engine:
            await way.approve(engine, letters)
        await asyncio.to_thread(harm, way)
        await way.settled(context)


def disturb(kind: str, way: Post) -> None:
    """One attempt to send while the connection to the sink misbehaves."""
    way.smtp.plan = lambda: SMTP_KINDS[kind](way.world.random)
    told = asyncio.run(_try_to_send(way.world))
    told.check(f"{kind}, seed {way.world.seed}", most=len(way.approved))
    way.smtp.plan = calm


def disturb_filing(kind: str, way: Post) -> None:
    """One attempt to send while the connection to the IMAP server misbehaves."""
    way.imap.plan = lambda: KINDS[kind](way.world.random, 2_000)
    told = asyncio.run(_try_to_send(way.world))
    told.check(f"{kind}, seed {way.world.seed}", most=len(way.approved))
    way.imap.plan = calm


async def _try_to_send(world: World) -> Told:
    told = Told()
    async with world.engine() as engine:
        engine.subscribe(told.events.append)
        await engine.settle_outbox(again=True)
    return told


def _refused(random: Random) -> Flows:
    """One answer before the message was taken is a refusal."""
    code = random.choice([b"421 closing", b"451 try later", b"550 no such user", b"554 no", b"???"])

    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        return None if response.startswith((b"250 OK kept", b"250-")) else (code + b"\r\n",)

    return Calm(), AtResponse(random.randint(0, 8), mangle)


SMTP_KINDS: dict[str, Callable[[Random], Flows]] = {
    "cut-up": lambda random: (CutAt(random.randint(1, 1500)), Calm()),
    "cut-down": lambda random: (Calm(), CutAt(random.randint(1, 500))),
    "drip": lambda random: (Drip(1500, 7, 0.0005), Drip(500, 3, 0.0005)),
    "stall": lambda random: (Calm(), StallAt(random.randint(1, 500), 0.2)),
    "refused": _refused,
}
"""What may go wrong between an SMTP client and its server."""

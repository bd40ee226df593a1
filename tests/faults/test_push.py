"""New mail comes by itself again after the line was cut."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.views import Listing
from emailassist.engine import push
from emailassist.engine.engine import Engine
from tests.faults.world import World
from tests.imap.dovecot import Dovecot
from tests.support.chaos import ChaosProxy

pytestmark = pytest.mark.integration


async def test_a_cut_line_is_mended_and_nothing_is_missed(
    dovecot: Dovecot,
    new_user: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(push, "_FIRST_PAUSE", 0.05)
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(2, ("INBOX",))
    with ChaosProxy(dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await engine.preferences.set("sync_minutes", "0")  # so that nothing is polled for
            await engine.preferences.set("triage_unasked", "0")
            await world.add_account(engine, proxy.server)
            engine.start_working()
            await shown(engine, 2)
            for count in (3, 4, 5):
                proxy.cut()
                world.deliver(1, ("INBOX",))
                await shown(engine, count)


async def shown(engine: Engine, count: int) -> None:
    """Wait until the inbox has so many messages."""
    changed = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, ChangeSet):
            changed.set()

    leave = engine.subscribe(hear)
    async with asyncio.timeout(30):
        while len(await engine.list_keys(Listing())) < count:
            changed.clear()
            await changed.wait()
    leave()

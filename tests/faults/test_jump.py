"""A clock that jumps while changes wait for the server: they are told, once, all the same."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from emailassist.domain.views import Listing
from tests.faults.syncing import recovered
from tests.faults.world import World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]

_DAY = 24 * 3600.0


@pytest.mark.parametrize("jump", [_DAY, -_DAY])
async def test_a_clock_that_jumps_holds_nothing_back(
    dovecot: Dovecot,
    new_user: NewUser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jump: float,
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(12)
    real, offset = time.time, 0.0
    monkeypatch.setattr(time, "time", lambda: real() + offset)
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        assert (await engine.sync()).problem == ""
        keys = await engine.list_keys(Listing())
        await engine.actions.star(keys[:2])
        await engine.actions.archive(keys[2:4])
        await engine.actions.delete_for_good(keys[4:6])
        offset = jump
        world.stir(10)
        world.deliver(3)
        assert await engine.actions.tell_servers() == ()
        await recovered(world, engine, f"{jump:+}")
        assert not {*keys[4:6]} & {*await engine.list_keys(Listing())}

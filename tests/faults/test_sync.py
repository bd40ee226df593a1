"""Synchronising with Dovecot through a proxy that cuts, stalls, refuses and lies."""

from collections.abc import Callable
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from tests.faults.syncing import sync_round
from tests.faults.world import World
from tests.imap.dovecot import Dovecot
from tests.support.chaos import KINDS, ChaosProxy

pytestmark = pytest.mark.integration
SEEDS = (2,)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
async def test_after_a_fault_the_copy_is_the_servers_byte_for_byte(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path, kind: str, seed: int
) -> None:
    await sync_round(World(dovecot, new_user(), tmp_path / "home", seed), kind)


async def test_a_connection_that_was_kept_and_has_died_costs_no_sentence(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(3)
    with ChaosProxy(dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await world.add_account(engine, proxy.server)
            assert (await engine.sync()).problem == ""
            proxy.cut()
            world.deliver(2)
            assert (await engine.sync()).problem == ""
            world.check_same("after the cut")
            assert proxy.traffic.connections == 2
            proxy.refusing = True
            proxy.cut()
            assert (await engine.sync()).problem

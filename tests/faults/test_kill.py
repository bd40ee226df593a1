"""The program is killed in the middle of synchronising and of sending, and started again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.killing import kill_sending, killed_sync_round
from tests.faults.sending import send_round
from tests.faults.world import World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]


@pytest.mark.parametrize("seed", range(3))
async def test_killed_while_synchronising_it_goes_on_where_it_was(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, seed: int
) -> None:
    await killed_sync_round(World(dovecot, new_user(), tmp_path / "home", seed))


@pytest.mark.parametrize("seed", range(5))
async def test_killed_while_sending_everything_goes_out_once(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    await send_round(world, kill_sending, f"seed {seed}")

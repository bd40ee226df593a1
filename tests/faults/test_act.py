"""Archive, delete, move, star and label while the server can hardly be reached."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.acting import act_round, killed, through
from tests.faults.syncing import LIES, REFUSALS
from tests.faults.world import World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]


@pytest.mark.parametrize("kind", ["cut-down", "cut-up", "bye", "no", "twice"])
@pytest.mark.parametrize("seed", [1])
async def test_what_the_person_did_is_done_on_the_server_once(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, kind: str, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    await act_round(world, through(kind), f"{kind}, {seed}", obeyed=kind not in REFUSALS | LIES)


@pytest.mark.parametrize("seed", range(4))
async def test_killed_while_telling_the_server_it_is_done_once(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    await act_round(world, killed, f"seed {seed}")

"""Synchronising with Dovecot through a proxy that cuts, stalls, refuses and lies."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.syncing import sync_round
from tests.faults.world import World
from tests.imap.dovecot import Dovecot
from tests.support.chaos import KINDS

pytestmark = pytest.mark.integration
SEEDS = (2,)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
async def test_after_a_fault_the_copy_is_the_servers_byte_for_byte(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path, kind: str, seed: int
) -> None:
    await sync_round(World(dovecot, new_user(), tmp_path / "home", seed), kind)

"""Sending through a proxy that cuts, stalls and refuses."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.sending import SMTP_KINDS, disturb, send_round
from tests.faults.world import World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("kind", SMTP_KINDS)
@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_the_line_does_every_reply_goes_out_once(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path, kind: str, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    await send_round(world, partial(disturb, kind), f"{kind}, seed {seed}")

"""The program at work without a window."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from tests.faults.world import World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration
_LONGEST = 30.0


def test_new_mail_comes_while_it_watches_and_a_signal_ends_it(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(3, ("INBOX",))
    asyncio.run(_set_up(world))
    command = [sys.executable, "-m", "emailassist", "--home", str(world.home), "--json", "watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:  # noqa: S603
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["result"].startswith("3 new")
        world.deliver(1, ("INBOX",))
        deadline = time.monotonic() + _LONGEST
        while world.differences() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert world.differences() == []
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(_LONGEST) == 0


async def _set_up(world: World) -> None:
    async with world.engine() as engine:
        await world.add_account(engine, world.dovecot.server(Security.NONE))
        await engine.preferences.set("triage_unasked", "0")

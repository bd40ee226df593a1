"""A server that gives its messages other numbers, the same numbers to others among them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from tests.faults.syncing import recovered
from tests.faults.world import World
from tests.imap.dovecot import Dovecot
from tests.support.chaos import ChaosProxy
from tests.support.mirror import corrected

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]


async def test_a_renumbered_mailbox_is_recognised_without_its_bytes(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(30)
    with ChaosProxy(dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await world.add_account(engine, proxy.server)
            assert (await engine.sync()).problem == ""
            whole = proxy.traffic.down
            keys = await engine.list_keys(Listing())
            await engine.correct(keys[0], Correction(category="personal"))
            source = await engine.source(keys[0])
            draft = await engine.start_draft(keys[1])
            await engine.edit_draft(draft.key, "Dear Tom,\n\nyes.\n")
            await engine.mark_seen(keys[2], seen=True)
            await engine.actions.star([keys[3]])
            await engine.actions.trash([keys[4]])
            proxy.cut()  # as the server is started anew
            for name in ("INBOX", "Archive", "Projets/Chêne"):
                world.mail.renumber(name)
            before = proxy.traffic.down
            await engine.sync()  # which may still find the connection of before
            await recovered(world, engine, "renumbered")
            assert sorted(await engine.list_keys(Listing())) == sorted(keys)
            assert corrected(world.home / "mail.db") == {source}
            assert (await engine.draft(draft.key)).reply_to == keys[1]
            # Headers and flags came again, whatever the messages weigh.
            assert proxy.traffic.down - before < whole / 5

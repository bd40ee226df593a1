"""Killed or cancelled in the middle of a triage: nothing is lost, nothing is paid for twice."""

import asyncio
from collections import Counter
from pathlib import Path

from emailassist.app import open_engine
from emailassist.domain.events import Job
from emailassist.domain.views import Listing, TriageState
from tests.faults.victim import Victim
from tests.support import capable
from tests.support.containment import Mail, World
from tests.support.openai_server import Reply, Seen, hang

MAILS = [Mail(f"{number}", capable.question(number)) for number in range(4)]


class Stuck:
    """Answers well, but never sends a draft until it is told to go on; counts what it answered."""

    def __init__(self) -> None:
        self.waiting = 0
        self.goes_on = False
        self.answered: Counter[bytes] = Counter()

    def __call__(self, seen: Seen) -> Reply:
        if capable.drafts(seen) and not self.goes_on:
            self.waiting += 1
            return hang()
        self.answered[seen.raw] += 1
        return capable.capable(seen)


async def test_a_triage_that_was_killed_goes_on_and_pays_for_nothing_twice(tmp_path: Path) -> None:
    script = Stuck()
    async with World(tmp_path, MAILS, script) as world:
        await world.engine.stop()
        victim = Victim(world.home, "triage")
        victim.start()
        await asyncio.to_thread(_until, world, lambda: script.waiting == len(MAILS))
        victim.kill()
        assert victim.wait()
        await asyncio.to_thread(_until, world, lambda: world.model.disconnects == len(MAILS))
        script.goes_on = True
        world.engine = open_engine(world.home)
        await world.engine.start()
        finished = await world.engine.triage()
        rows = await world.engine.rows(await world.engine.list_keys(Listing()))
    assert finished.text == "4 of 4 messages triaged."
    assert {row.triage for row in rows} == {TriageState.DONE}
    assert all(row.has_draft for row in rows)
    assert set(script.answered.values()) == {1}


async def test_cancelling_ends_the_work_of_the_server(tmp_path: Path) -> None:
    script = Stuck()
    async with World(tmp_path, MAILS[:1], script) as world:
        running = asyncio.ensure_future(world.engine.triage())
        await asyncio.to_thread(_until, world, lambda: script.waiting == 1)
        world.engine.cancel(Job.TRIAGE)
        assert (await running).cancelled
        await asyncio.to_thread(_until, world, lambda: world.model.disconnects == 1)
        [row] = await world.engine.rows(await world.engine.list_keys(Listing()))
        assert row.triage is TriageState.PENDING


def _until(world: World, condition: object) -> None:
    assert callable(condition)
    assert world.model.wait_until(condition, within=30)

import asyncio

from emailassist.domain.errors import StoreUnusable
from emailassist.domain.events import Event, Notice
from emailassist.engine.announcer import Announcer
from emailassist.engine.background import Background


async def test_work_that_a_full_disk_ended_begins_again_and_that_is_said_once() -> None:
    announcer, events = Announcer(), list[Event]()
    announcer.subscribe(events.append)
    begun, goes_on = list[int](), asyncio.Event()

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) < 4:
            raise StoreUnusable("The disk is full.", hint="Make room.")
        goes_on.set()

    background = Background(announcer, pause=0)
    background.keep(work)
    await goes_on.wait()
    await background.stop()
    assert len(begun) == 4
    assert events == [Notice("The disk is full.", "Make room.", problem=True)]

import asyncio

import pytest

from emailassist.llm.gate import Gate, Pace, Urgency
from emailassist.llm.retry import Clock


async def hold(gate: Gate, urgency: Urgency, name: str, served: list[str]) -> None:
    slot = await gate.acquire(urgency)
    served.append(name)
    slot.release()


async def test_interactive_goes_before_background_and_then_in_order() -> None:
    gate, served = Gate(1), list[str]()
    held = await gate.acquire(Urgency.BACKGROUND)
    waiting = [
        asyncio.create_task(hold(gate, urgency, name, served))
        for urgency, name in [
            (Urgency.BACKGROUND, "first mail"),
            (Urgency.BACKGROUND, "second mail"),
            (Urgency.INTERACTIVE, "the person"),
        ]
    ]
    await asyncio.sleep(0)
    held.release()
    await asyncio.gather(*waiting)
    assert served == ["the person", "first mail", "second mail"]


async def test_no_more_than_the_limit_at_once() -> None:
    gate = Gate(2)
    active = peak = 0

    async def work() -> None:
        nonlocal active, peak
        slot = await gate.acquire(Urgency.BACKGROUND)
        active += 1
        peak = max(peak, active)
        await asyncio.sleep(0.001)
        active -= 1
        slot.release()

    await asyncio.gather(*(work() for _ in range(10)))
    assert peak == 2


async def test_who_is_cancelled_while_waiting_takes_no_slot() -> None:
    gate, served = Gate(1), list[str]()
    held = await gate.acquire(Urgency.BACKGROUND)
    gone = asyncio.create_task(hold(gate, Urgency.BACKGROUND, "gone", served))
    stays = asyncio.create_task(hold(gate, Urgency.BACKGROUND, "stays", served))
    await asyncio.sleep(0)
    gone.cancel()
    held.release()
    await asyncio.wait_for(stays, 1)
    assert served == ["stays"]
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_cancelled_in_the_moment_of_being_served_passes_the_slot_on() -> None:
    gate, served = Gate(1), list[str]()
    held = await gate.acquire(Urgency.BACKGROUND)
    gone = asyncio.create_task(hold(gate, Urgency.BACKGROUND, "gone", served))
    stays = asyncio.create_task(hold(gate, Urgency.BACKGROUND, "stays", served))
    await asyncio.sleep(0)
    held.release()
    gone.cancel()
    await asyncio.wait_for(stays, 1)
    assert served == ["stays"]
    with pytest.raises(asyncio.CancelledError):
        await gone


class FakeTime:
    """A clock that only moves while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.now, sleep=self.sleep)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace(requests=2), [0, 0, 60, 60, 120]),
        (Pace(tokens=250), [0, 0, 60, 60, 120]),
        (Pace(tokens=50), [0, 60, 120, 180, 240]),
        (Pace(requests=4, tokens=300), [0, 0, 0, 60, 60]),
        (Pace(), [0, 0, 0, 0, 0]),
    ],
)
async def test_no_more_in_a_minute_than_the_pace(pace: Pace, expected: list[float]) -> None:
    time, times = FakeTime(), list[float]()
    gate = Gate(8, pace=pace, clock=time.clock())

    async def work() -> None:
        slot = await gate.acquire(Urgency.BACKGROUND, tokens=100)
        times.append(time.now)
        slot.release()

    await asyncio.gather(*(work() for _ in range(5)))
    assert times == expected


async def test_who_backs_off_keeps_its_place_in_line_and_fewer_go_after() -> None:
    time, served = FakeTime(), list[str]()
    gate = Gate(4, clock=time.clock())
    slots = [await gate.acquire(Urgency.BACKGROUND) for _ in range(4)]
    late = asyncio.create_task(hold(gate, Urgency.BACKGROUND, "late", served))
    backing = asyncio.create_task(slots[0].back_off(5))
    await asyncio.sleep(0)
    slots[1].release()
    assert not backing.done(), "three are still inside, and only two are let in"
    slots[2].release()
    await backing
    assert (time.now, served) == (5, [])
    slots[3].release()
    slots[0].release()
    slots[0].release()
    await late
    gate.close()

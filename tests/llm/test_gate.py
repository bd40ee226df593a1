import asyncio

import pytest

from emailassist.llm.gate import Gate, Urgency


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

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from emailassist.domain.trace import Trace
from emailassist.engine import traces
from emailassist.engine.confined import Store
from emailassist.engine.traces import Traces
from emailassist.settings import Settings
from tests.telemetry.sample import TRACE


class SlowStore:
    """Writes while the test holds it up."""

    def __init__(self) -> None:
        self.begun, self.free, self.both = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.kept: list[str] = []

    async def write(
        self, _: Callable[..., object], kept: Sequence[Trace] = (), **__: object
    ) -> None:
        self.begun.set()
        await self.free.wait()
        self.kept += [each.id for each in kept]
        if len(self.kept) > 1:
            self.both.set()


async def test_a_trace_that_comes_while_others_are_written_is_kept_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(traces, "_GATHERING_SECONDS", 0)
    store = SlowStore()
    kept = Traces(cast("Store", store), Settings)
    kept.start()
    kept.take(TRACE)
    await store.begun.wait()
    kept.take(replace(TRACE, id="later"))
    await asyncio.sleep(0)
    store.free.set()
    async with asyncio.timeout(2):
        await store.both.wait()
    assert store.kept == [TRACE.id, "later"]

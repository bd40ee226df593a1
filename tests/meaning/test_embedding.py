"""Learning what mail is about goes on by itself, gives way, and goes on from where it was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from typing_extensions import override

from emailassist.domain.events import ChangeSet, Finished, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.meaning import LearnWhen, Standing
from emailassist.engine import embedding
from emailassist.engine.embedding import Embedding
from emailassist.engine.quiet import Machine
from tests.drafting.conftest import Desktop
from tests.support.mail import raw_message


class Laptop(Machine):
    """A machine whose plug and load are at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.plugged = self.idle = True

    @override
    def on_mains(self) -> bool:
        return self.plugged

    @override
    def is_idle(self) -> bool:
        return self.idle


class Settled:
    when = LearnWhen.MAINS


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> Laptop:
    monkeypatch.setattr(embedding, "_LOOK_AGAIN", 0.002)
    monkeypatch.setattr(embedding, "_GATHER", 0.0)
    monkeypatch.setattr(embedding, "_KEPT_TOGETHER", 2)
    monkeypatch.setattr(embedding, "_WORTH_TELLING", 4)
    return Laptop()


@pytest.fixture
def settled() -> Settled:
    return Settled()


@pytest.fixture
def work(desktop: Desktop, laptop: Laptop, settled: Settled) -> Embedding:
    engine = desktop.engine
    return Embedding(
        engine._store,
        engine._announcer,
        engine._jobs,
        engine.meanings,
        lambda: settled.when,
        laptop,
    )


@asynccontextmanager
async def _running(work: Embedding) -> AsyncIterator[None]:
    task = asyncio.create_task(work.run(after=0))
    yield
    task.cancel()
    await asyncio.wait([task])


async def _until(work: Embedding, done: int) -> None:
    while (await work.standing()).done < done:  # noqa: ASYNC110 - it tells nobody of a few
        await asyncio.sleep(0.005)


async def _receive(desktop: Desktop, first: int, count: int) -> None:
    await desktop.receive(
        *(
            raw_message(f"Mail {n}", f"number {n}\n", message_id=f"<{n}@reed.example>")
            for n in range(first, first + count)
        )
    )


def _told(desktop: Desktop) -> list[Progress | Finished]:
    kinds = (Progress, Finished)
    return [each for each in desktop.events if isinstance(each, kinds) and each.job is Job.MEANING]


async def test_it_waits_for_power_and_goes_on_from_there(
    desktop: Desktop, laptop: Laptop, settled: Settled, work: Embedding
) -> None:
    await _receive(desktop, 1, 5)
    laptop.plugged = False
    async with _running(work):
        await asyncio.sleep(0.02)
        assert (await work.standing()).standing is Standing.NEEDS_MAINS
        assert (await work.standing()).done == 0
        laptop.plugged = True
        await _until(work, 2)
        settled.when = LearnWhen.NEVER
    kept = (await work.standing()).done
    assert kept >= 2
    settled.when = LearnWhen.IDLE
    async with _running(work):
        await _until(work, 5)
        await _receive(desktop, 6, 1)
        desktop.engine._announcer.tell(ChangeSet(messages=frozenset({MessageKey(6)})))
        await _until(work, 6)
    assert (await work.standing()).standing is Standing.COMPLETE
    said = [each.text for each in _told(desktop) if isinstance(each, Progress)]
    assert said[0] == "Learning what mail is about"
    assert isinstance(_told(desktop)[-1], Finished)


async def test_the_person_lets_it_rest(desktop: Desktop, laptop: Laptop, work: Embedding) -> None:
    await _receive(desktop, 1, 5)
    await work.pause(paused=True)
    async with _running(work):
        await asyncio.sleep(0.02)
        assert (await work.standing()).standing is Standing.PAUSED
        await work.pause(paused=False)
        await _until(work, 5)


async def test_all_is_learnt_again_for_another_embedder(
    desktop: Desktop, work: Embedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _receive(desktop, 1, 3)
    finished = await work.learn()
    assert finished.text == "3 of 3 messages can be found by meaning."
    monkeypatch.setattr(type(desktop.engine._endpoints.embedder), "model", "another")
    desktop.engine.meanings._model = ""
    assert (await work.standing()).done == 0
    await work.learn()
    assert (await work.standing()).done == 3

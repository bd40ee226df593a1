"""Learning what mail is about, in the background: a vector for each message, newest first.

Owns: when that goes on, rests and is told of. What is done is kept, so that it may end at any time
and goes on from there. Must not: make vectors or keep them itself (`meanings` does).

It gives way: it takes half of one processor at most, a few texts at a time, and rests while mail
is fetched or triaged.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from emailassist.domain.events import ChangeSet, Event, Finished, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.meaning import Learnt, LearnWhen, Standing
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.jobs import Jobs, Outcome, Report
from emailassist.engine.meanings import Meanings
from emailassist.engine.quiet import Machine
from emailassist.engine.surroundings import texts_of
from emailassist.local.embeddings import mail_text
from emailassist.store import vectors

_AT_ONCE = 3
"""Texts: 40 ms of the worker."""
_KEPT_TOGETHER = 48
_PLANNED = 480
_WORTH_TELLING = 300
"""Messages: what takes less than ten seconds is not worth a line in the window."""
_AFTER_START = 15.0
"""Seconds until the window is up and the first mail is there."""
_GATHER = 10.0
_LOOK_AGAIN = 2.0
"""Seconds between news and the look what they are; between two looks whether it may go on."""
_OTHERS = (Job.SYNC, Job.TRIAGE, Job.MODEL, Job.TRANSFER)
_AT = "Learning what mail is about"
_SAID = {
    Standing.LEARNING: _AT,
    Standing.PAUSED: f"{_AT}: paused",
    Standing.NEEDS_MAINS: f"{_AT}: waits for mains power",
    Standing.NEEDS_QUIET: f"{_AT}: waits for a quiet moment",
}


class Embedding:
    """Sees to it that messages have vectors. Belongs to the engine's loop."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        jobs: Jobs,
        meanings: Meanings,
        when: Callable[[], LearnWhen],
        machine: Machine | None = None,
        *,
        may_run: Callable[[], bool] = lambda: True,
    ) -> None:
        """`may_run`: some process is there that learns unasked."""
        self._store = store
        self._announcer = announcer
        self._jobs = jobs
        self._meanings = meanings
        self._when = when
        self._machine = machine or Machine()
        self._may_run = may_run
        self._news = asyncio.Event()
        self._is_paused = False
        self._done = self._total = 0
        self._is_told = False

    async def run(self, *, after: float = _AFTER_START) -> None:
        """Learn whatever comes, without end; `after` so many seconds."""
        stop = self._announcer.overhear(self._hear)
        try:
            await asyncio.sleep(after)
            while True:
                self._news.clear()
                # Not loading the encoder just to see that nothing waits for it.
                known = self._meanings.known_model
                if await self._store.read_aside(vectors.has_waiting, known):
                    await self._may_go_on()
                    await self._learn_all(self._gently, self._tell)
                self._tell_end()
                await self._news.wait()
                await asyncio.sleep(_GATHER)
        finally:
            stop()

    async def learn(self) -> Finished:
        """Learn all that is left now, because somebody asks."""

        async def work(report: Report) -> Outcome:
            await self._learn_all(
                self._meanings.of_texts, lambda: report(self._done, self._total, _AT)
            )
            covered = await self._meanings.covered()
            return Outcome(f"{covered.done} of {covered.total} messages can be found by meaning.")

        return await self._jobs.run(Job.MEANING, work)

    async def pause(self, *, paused: bool) -> None:
        """Rest until somebody says otherwise or the program starts anew; or go on."""
        self._is_paused = paused
        self._tell()

    async def standing(self) -> Learnt:
        """How far it is, and what it waits for."""
        if not await self._store.read_aside(vectors.has_any):
            return Learnt(0, 0, Standing.COMPLETE, "")  # the encoder need not be loaded for that
        covered = await self._meanings.covered()
        is_complete = covered.done == covered.total
        standing = Standing.COMPLETE if is_complete else self._standing()
        if standing is Standing.LEARNING and not self._may_run():
            standing = Standing.NOT_RUNNING
        return Learnt(covered.done, covered.total, standing, await self._meanings.model())

    async def _learn_all(
        self,
        made: Callable[[Sequence[str]], Awaitable[list[bytes]]],
        tell: Callable[[], None],
    ) -> None:
        hopeless: set[MessageKey] = set()
        while True:
            keys = await self._meanings.waiting(_PLANNED + len(hopeless))
            keys = tuple(key for key in keys if key not in hopeless)
            if not keys:
                return
            covered = await self._meanings.covered()
            self._done, self._total = covered.done, covered.total
            for start in range(0, len(keys), _KEPT_TOGETHER):
                tell()
                some = keys[start : start + _KEPT_TOGETHER]
                learnt = await self._learn_some(some, made)
                hopeless.update(set(some) - learnt)  # gone just now, or without its bytes
                self._done += len(learnt)
            tell()

    async def _learn_some(
        self,
        keys: Sequence[MessageKey],
        made: Callable[[Sequence[str]], Awaitable[list[bytes]]],
    ) -> set[MessageKey]:
        read = await texts_of(self._store, keys)
        found: list[bytes] = []
        for start in range(0, len(read), _AT_ONCE):
            texts = [mail_text(each.subject, each.text) for each in read[start : start + _AT_ONCE]]
            found += await made(texts)
        learnt = [each.key for each in read]
        await self._meanings.keep(list(zip(learnt, found, strict=True)))
        return set(learnt)

    async def _gently(self, texts: Sequence[str]) -> list[bytes]:
        """As long as it may, and with a rest of the same length."""
        await self._may_go_on()
        began = time.monotonic()
        made = await self._meanings.of_texts(texts)
        await asyncio.sleep(time.monotonic() - began)
        return made

    async def _may_go_on(self) -> None:
        while self._standing() is not Standing.LEARNING:
            self._tell()
            await asyncio.sleep(_LOOK_AGAIN)

    def _standing(self) -> Standing:
        when = self._when()
        if when is LearnWhen.NEVER:
            return Standing.OFF
        if self._is_paused:
            return Standing.PAUSED
        if when is LearnWhen.MAINS and not self._machine.on_mains():
            return Standing.NEEDS_MAINS
        is_busy = any(map(self._jobs.is_running, _OTHERS))
        if is_busy or (when is LearnWhen.IDLE and not self._machine.is_idle()):
            return Standing.NEEDS_QUIET
        return Standing.LEARNING

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and (event.messages or event.endpoints):
            self._news.set()

    def _tell(self) -> None:
        """Tell how far it is, if that takes long."""
        standing = self._standing()
        left = self._total - self._done
        if standing is Standing.OFF or not left:
            self._tell_end()
        elif self._is_told or left >= _WORTH_TELLING:
            self._is_told = True
            paused = standing is Standing.PAUSED
            self._announcer.tell(
                Progress(Job.MEANING, self._done, self._total, _SAID[standing], paused=paused)
            )

    def _tell_end(self) -> None:
        if self._is_told:
            self._is_told = False
            self._announcer.tell(Finished(Job.MEANING, ""))

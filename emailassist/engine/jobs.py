"""Long work that can be watched and cancelled.

Owns: which job runs, its progress and its end. Must not: know what a job does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

import structlog

from emailassist.domain.errors import EmailAssistError, InternalError
from emailassist.domain.events import Finished, Job, Progress
from emailassist.domain.ids import AccountId
from emailassist.engine.announcer import Announcer

Report = Callable[[int, int, str], None]
"""Called with (done, total, text) as a job goes on."""


class Shares:
    """Joins the reports of work that goes on side by side into one."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._parts: dict[Hashable, tuple[int, int]] = {}

    def of(self, part: Hashable) -> Report:
        """What one part of the work reports to."""

        def report(done: int, total: int, text: str) -> None:
            self._parts[part] = done, total
            counts = self._parts.values()
            self._report(sum(each[0] for each in counts), sum(each[1] for each in counts), text)

        return report


_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: a sentence, what went wrong or '', and for whom only the person can help."""

    text: str
    problem: str = ""
    locked_out: tuple[AccountId, ...] = ()


class Jobs:
    """At most one job of each kind at a time; asking for a running one waits for it."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer
        self._running: dict[Job, asyncio.Task[Finished]] = {}

    async def run(self, job: Job, work: Callable[[Report], Awaitable[Outcome]]) -> Finished:
        """Run the work as this job, telling progress and end; never raises a person's error."""
        while (other := self._running.get(job)) is not None:
            await asyncio.wait([other])
        task = asyncio.ensure_future(self._watch(job, work))
        self._running[job] = task
        task.add_done_callback(lambda _: self._running.pop(job, None))
        return await task

    def is_running(self, job: Job) -> bool:
        """Whether a job of that kind runs."""
        return job in self._running

    def cancel(self, job: Job) -> None:
        """Cancel the job if it runs."""
        task = self._running.get(job)
        if task is not None:
            task.cancel()

    async def end(self, job: Job) -> None:
        """Cancel the job if it runs, and wait until it has ended."""
        task = self._running.get(job)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def close(self) -> None:
        """Cancel every job and wait for the ends."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1.5)

    async def _watch(self, job: Job, work: Callable[[Report], Awaitable[Outcome]]) -> Finished:
        def report(done: int, total: int, text: str) -> None:
            self._announcer.tell(Progress(job, done, total, text))

        try:
            outcome = await work(report)
            finished = Finished(job, outcome.text, outcome.problem, locked_out=outcome.locked_out)
        except asyncio.CancelledError:
            finished = Finished(job, "Cancelled.", cancelled=True)
        except EmailAssistError as error:
            # Not the reason: it may quote a server, and that may quote whatever it likes.
            _log.warning("job failed", job=job.value, error=type(error).__name__)
            finished = Finished(job, "", error.sentences)
        except Exception:  # noqa: BLE001 - a bug: the person is told, and the program goes on
            _log.exception("job failed by a bug", job=job.value)
            finished = Finished(job, "", InternalError().sentences)
        self._announcer.tell(finished)
        return finished

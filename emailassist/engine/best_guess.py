"""The last tier where no model is to be asked.

Owns: what is said then: nothing, or the best guess of code alone. Must not: call a model.
"""

from collections.abc import Awaitable, Callable

from typing_extensions import override

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.verdicts import verdict_of
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Priority, Summary, Tier, TriageWarning, Verdict, Written
from emailassist.engine.cascade import Record
from emailassist.local.judge import Judge

OnWorker = Callable[[Callable[[], AgentsAnswer]], Awaitable[AgentsAnswer]]


class NoAgents:
    """Never sure: what no cheaper tier decides stays undecided."""

    model = ""

    async def triage(self, _task: TriageTask, _record: Record) -> AgentsAnswer:
        return _answer(
            Verdict(
                Tier.AGENTS,
                "",
                None,
                Priority.NORMAL,
                needs_reply=False,
                confidence=0.0,
                reason="No agent was asked.",
            )
        )

    async def look(self, _task: TriageTask, _record: Record) -> Looked:
        return Looked()


class BestGuess(NoAgents):
    """What the classifier makes of it, however unsure, as where there is no model."""

    def __init__(
        self,
        library: InstructionLibrary,
        judge: Judge,
        on_worker: OnWorker,
        warnings: Callable[[TriageTask], tuple[TriageWarning, ...]],
    ) -> None:
        self._answers = LocalAnswers(library, judge)
        self._warnings = warnings
        self._on_worker = on_worker

    @override
    async def triage(self, task: TriageTask, _record: Record) -> AgentsAnswer:
        return await self._on_worker(lambda: self._guess(task))

    def _guess(self, task: TriageTask) -> AgentsAnswer:
        said = self._answers.classification(task)
        warned = self._warnings(task)
        return _answer(verdict_of(said, decided_by="guess", scores=None, warnings=warned))


def _answer(verdict: Verdict) -> AgentsAnswer:
    return AgentsAnswer(verdict, Summary("", Written.EXTRACTED), (), None, ())

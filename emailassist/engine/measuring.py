"""Measuring triage: on labelled sets and on the person's corrections, one way beside others.

Owns: which messages are judged how, what that may cost, and keeping what came out. Must not:
compute figures (figures does), decide about a message, or change anything that triage uses.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.counted import counted
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import InputError
from emailassist.domain.events import ChangeSet, Finished, Job
from emailassist.domain.measured import (
    Measured,
    Pair,
    Price,
    QualityReport,
    QualityState,
    SetChoice,
    SetKind,
    Variant,
    Way,
)
from emailassist.domain.quality import Case
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Priority
from emailassist.engine.announcer import Announcer
from emailassist.engine.best_guess import BestGuess, NoAgents
from emailassist.engine.confined import Confined, Store
from emailassist.engine.endpoints import Endpoints, Trial
from emailassist.engine.evaluation import (
    Figures,
    Judged,
    Judging,
    among,
    as_figures,
    case_of,
    judge_all,
    labels_to_choose_from,
    of_row,
)
from emailassist.engine.figures.pairs import pair
from emailassist.engine.figures.plain import plain_report
from emailassist.engine.figures.quality import quality
from emailassist.engine.instructions import SHIPPED, InstructionHistory
from emailassist.engine.jobs import Jobs, Outcome, Report
from emailassist.engine.labelled import LabelledRow, RowFault, row_task
from emailassist.engine.learning import Learning, training
from emailassist.engine.quality_words import only_answered, unknown_labels, unknown_priorities
from emailassist.engine.sample_sets import Fold, SampleSet, SampleSets
from emailassist.engine.splits import NEEDED
from emailassist.engine.triage import now
from emailassist.local.judge import Judge
from emailassist.local.personal import learn
from emailassist.store import quality as quality_store

USUAL: Final = Variant(Way.USUAL)
_ANY: Final = LabelledRow.model_validate({"id": "any", "body": "-"})
_USUAL_COST: Final = (1.5, 1_900.0, 250.0)
"""Calls, tokens read and written for a message, before anything is known of an endpoint."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A report, of each way the figures with every row, and which rows could not be read."""

    report: QualityReport
    figures: tuple[Figures, ...]
    left_out: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came out of one way to triage."""

    measured: Measured
    cases: tuple[Case, ...]
    figures: Figures
    categories: tuple[str, ...]


class Measuring:
    """Runs triage on labelled messages beside the real one; nothing of it touches a mailbox."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        jobs: Jobs,
        endpoints: Endpoints,
        library: InstructionLibrary,
        history: InstructionHistory,
        learning: Learning,
        sets: SampleSets,
        *,
        tell_broken: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._jobs = jobs
        self._endpoints = endpoints
        self._library = library
        self._history = history
        self._learning = learning
        self._sets = sets
        self._tell_broken = tell_broken
        self._fitting = Confined("fitting")

    async def state(self) -> QualityState:
        """What was measured before, and whether there are corrections enough."""
        return QualityState(
            await self._sets.corrections(),
            NEEDED,
            await self._store.read(quality_store.reports),
            await self._store.read(quality_store.last_drift),
        )

    async def variants(self) -> tuple[Variant, ...]:
        """Every way that can be chosen: tiers, endpoints, versions of instruction files."""
        found = [USUAL, Variant(Way.RULES), Variant(Way.LOCAL)]
        found += [Variant(Way.ENDPOINT, each.name) for each in await self._endpoints.all()]
        for file in await self._history.all():
            known = {file.digest}
            if file.edited and not file.is_own:
                found.append(Variant(Way.INSTRUCTIONS, file.name, SHIPPED))
            for version in await self._history.versions(file.name):
                if version.digest not in known:
                    known.add(version.digest)
                    found.append(Variant(Way.INSTRUCTIONS, file.name, version.digest))
        return tuple(found)

    async def price(self, chosen: SetChoice, variants: Sequence[Variant]) -> Price:
        """What that may cost at most, about; raises InputError, NotFound."""
        count = await self._sets.size(chosen)
        parts = [await self._price(count, each) for each in variants]
        known = [each.money for each in parts if each.money is not None]
        return Price(
            count,
            sum(each.calls for each in parts),
            sum(each.tokens for each in parts),
            sum(known) if len(known) == len(parts) else None,
            remote=any(each.remote for each in parts),
        )

    async def run(self, chosen: SetChoice, variants: Sequence[Variant]) -> Finished:
        """Measure as a job."""

        async def work(report: Report) -> Outcome:
            measured = (await self.measure(chosen, variants, report)).report
            return Outcome(f"Measured on {counted(measured.messages)}.")

        return await self._jobs.run(Job.QUALITY, work)

    async def measure(
        self, chosen: SetChoice, variants: Sequence[Variant], report: Report
    ) -> Measurement:
        """Try each way on the set, keep the report; raises InputError, EndpointError."""
        report(0, 0, "Reading the messages")
        found = await self._sets.read(chosen)
        return await self._measured(found, variants, report)

    async def evaluate(
        self, rows: Sequence[LabelledRow], report: Report, *, endpoint: str | None = None
    ) -> Figures:
        """Run the cascade over labelled rows; nothing is kept. Raises EndpointError."""
        variant = Variant(Way.ENDPOINT, endpoint) if endpoint else USUAL
        found = SampleSet((Fold(tuple(map(of_row, rows))),), SetChoice(SetKind.FILE))
        await self._tell_broken()
        return (await self._tried(found, variant, report)).figures

    async def _measured(
        self, found: SampleSet, variants: Sequence[Variant], report: Report
    ) -> Measurement:
        await self._tell_broken()
        total = found.size * len(variants)
        tried: list[_Tried] = []
        for number, variant in enumerate(variants):
            step = _further(report, number * found.size, total)
            tried.append(await self._tried(found, variant, step))
        kept = await self._store.write(
            quality_store.keep_report,
            QualityReport(
                found.chosen,
                now(),
                found.size,
                tuple(each.measured for each in tried),
                _pairs(tried),
                (*found.notes, *_limits(found, tried)),
            ),
        )
        self._announcer.tell(ChangeSet(quality=True))
        return Measurement(kept, tuple(each.figures for each in tried), found.left_out)

    async def _tried(self, found: SampleSet, variant: Variant, report: Report) -> _Tried:
        async with AsyncExitStack() as stack:
            library = await self._library_of(variant, found.chosen.categories, stack)
            versions = await asyncio.to_thread(_versions, library)
            judged: list[Judged] = []
            limited: list[Case] = []
            seconds = 0.0
            judging: Judging | None = None
            for fold in found.folds:
                judging = await self._judging(variant, library, fold)
                if variant.way is not Way.RULES:  # what is loaded once is no message's time
                    await judging.scored(row_task(_ANY))
                started = time.monotonic()
                some = await judge_all(
                    fold.samples, judging, _further(report, len(judged), found.size)
                )
                seconds += time.monotonic() - started
                judged.extend(some)
                if labels := labels_to_choose_from(found.samples, judging):
                    limited.extend(await among(fold.samples, some, judging, labels))
        categories = judging.categories if judging else ()
        cases = tuple(map(case_of, judged))
        target = self._endpoints.settings.target_precision
        figured = await asyncio.to_thread(quality, cases, target, known=categories, among=limited)
        return _Tried(
            Measured(variant, figured, versions),
            cases,
            as_figures(figured, judged, seconds),
            categories,
        )

    async def _judging(self, variant: Variant, library: InstructionLibrary, fold: Fold) -> Judging:
        judge = await self._judge(library, fold)
        trial = Trial(library, judge)
        categories = await self._endpoints.on_worker(library.categories)
        names = tuple(each.name for each in categories)

        async def scored(task: TriageTask) -> Mapping[str, float]:
            return await self._endpoints.on_worker(lambda: judge.guess(task).categories)

        if variant.way in {Way.RULES, Way.LOCAL}:
            local = variant.way is Way.LOCAL
            cascade = await self._endpoints.cheap(trial, classifier=local)
            rulebook = await self._endpoints.rules()
            agents = (
                BestGuess(library, judge, self._endpoints.on_worker, rulebook.warnings)
                if local
                else NoAgents()
            )
            return Judging(cascade, agents, scored, names, guesses=True)
        name = variant.name if variant.way is Way.ENDPOINT else None
        is_plain = library is self._library and judge is self._endpoints.judge
        team = await self._endpoints.team(name, None if is_plain else trial)
        guesses = await self._asked(variant) is None
        return Judging(team.cascade, team.agents, scored, names, team.at_once, guesses)

    async def _judge(self, library: InstructionLibrary, fold: Fold) -> Judge:
        """The classifier in force, unless it knows what is judged or other instructions count."""
        await self._learning.ready()
        if fold.learned is None and library is self._library:
            return self._endpoints.judge
        kept = fold.learned
        if kept is None:
            kept = await self._sets.lessons()
        judge = Judge(library.categories, self._endpoints.embedder)
        on_worker = self._endpoints.on_worker
        model = await on_worker(lambda: self._endpoints.embedder.model)
        pairs = (training(each, model) for each in kept)
        if taught := tuple(each for each in pairs if each is not None):
            categories, prior = await on_worker(judge.prior)
            judge.take(categories, await self._fitting.run(learn, prior, categories, taught))
        return judge

    async def _library_of(
        self, variant: Variant, categories: Collection[str], stack: AsyncExitStack
    ) -> InstructionLibrary:
        library = await self._version_of(variant, stack)
        return await asyncio.to_thread(library.narrowed, categories) if categories else library

    async def _version_of(self, variant: Variant, stack: AsyncExitStack) -> InstructionLibrary:
        if variant.way is not Way.INSTRUCTIONS:
            return self._library
        text = await self._history.other_text(variant.name, variant.version)
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="emailassist-")
        stack.callback(folder.cleanup)
        return await asyncio.to_thread(self._library.tried, variant.name, text, Path(folder.name))

    async def export(self, report: QualityReport, path: Path) -> None:
        """Write a report as JSON; raises InputError where it cannot be written."""
        text = json.dumps(plain_report(report), ensure_ascii=False, indent=1)
        try:
            await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"“{path.name}” cannot be written: {error.strerror}.") from error

    async def _price(self, count: int, variant: Variant) -> Price:
        endpoint = await self._asked(variant)
        if endpoint is None:
            return Price(count)
        usual = await self._store.read(quality_store.calls_of_agents, endpoint.name)
        calls, read, written = usual or _USUAL_COST
        tokens = (round(count * read), round(count * written))
        return Price(
            count,
            round(count * calls),
            sum(tokens),
            await self._endpoints.money(endpoint, tokens),
            remote=await self._endpoints.is_remote(endpoint),
        )

    async def _asked(self, variant: Variant) -> Endpoint | None:
        """Whose model is asked; None where code alone answers."""
        if variant.way in {Way.RULES, Way.LOCAL}:
            return None
        endpoint = await self._endpoints.served_by(
            variant.name if variant.way is Way.ENDPOINT else None
        )
        is_code = endpoint.kind is EndpointKind.ON_DEVICE and not endpoint.writes
        return None if is_code else endpoint

    async def close(self) -> None:
        """Let what is being learned end by itself."""
        self._fitting.close()


def _further(report: Report, before: int, total: int) -> Report:
    """The report of a part, after so many others of all."""

    def step(done: int, _total: int, text: str) -> None:
        report(before + done, total, text)

    return step


def _pairs(tried: Sequence[_Tried]) -> tuple[Pair, ...]:
    """Each beside the first."""
    if len(tried) < 2:
        return ()
    ways = [(each.measured.variant, each.cases) for each in tried]
    return tuple(pair(ways[0], other, comparisons=len(ways) - 1) for other in ways[1:])


def _limits(found: SampleSet, tried: Sequence[_Tried]) -> tuple[str, ...]:
    """What could not be answered: what was not to be, and labels that no way has a category for."""
    limited = found.chosen.categories
    known = {*limited, *(name for each in tried for name in each.categories)}
    labels = {each.gold.category for each in found.samples} - {None, *known}
    priorities = {each.gold.priority for each in found.samples} - {None, *Priority}
    return (
        *([only_answered(limited)] if limited else []),
        *([unknown_labels(sorted(map(str, labels)), sorted(known))] if labels else []),
        *([unknown_priorities(sorted(map(str, priorities)))] if priorities else []),
    )


def _versions(library: InstructionLibrary) -> tuple[tuple[str, str], ...]:
    return tuple((file.name, file.digest[:12]) for file in library.all())

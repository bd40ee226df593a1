"""The sets of labelled messages that triage can be measured on.

Owns: reading the sample set, files and the person's corrections, and what of them cannot be
judged. Must not: triage.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from emailassist.domain.counted import counted
from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageKey
from emailassist.domain.measured import SetChoice, SetKind
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category
from emailassist.engine.confined import Store
from emailassist.engine.evaluation import Sample, of_row
from emailassist.engine.labelled import LabelledRow, RowFault, read_file, sample_rows
from emailassist.engine.learning import MOST
from emailassist.engine.quality_words import left_out
from emailassist.engine.splits import NEEDED, judgeable, moment, splits
from emailassist.store import lessons
from emailassist.store.lessons import Kept


@dataclass(frozen=True, slots=True)
class Fold:
    """Messages that are judged by what is learned from `learned` alone; None: from everything."""

    samples: tuple[Sample, ...]
    learned: tuple[Kept, ...] | None = None


@dataclass(frozen=True, slots=True)
class SampleSet:
    """A set, in folds; `notes` say what of it is not judged, `left_out` which rows of a file."""

    folds: tuple[Fold, ...]
    chosen: SetChoice
    notes: tuple[str, ...] = ()
    left_out: tuple[RowFault, ...] = ()

    @property
    def samples(self) -> tuple[Sample, ...]:
        return tuple(sample for fold in self.folds for sample in fold.samples)

    @property
    def size(self) -> int:
        return sum(len(fold.samples) for fold in self.folds)


class SampleSets:
    """Reads sets. `task` makes the task of a message that is here."""

    def __init__(
        self,
        store: Store,
        task: Callable[[MessageKey], Awaitable[TriageTask]],
        categories: Callable[[], Awaitable[tuple[Category, ...]]],
    ) -> None:
        self._store = store
        self._task = task
        self._categories = categories

    async def corrections(self) -> int:
        """How many messages there are whose category the person has said."""
        return len(judgeable(await self.lessons()))

    async def size(self, chosen: SetChoice) -> int:
        """How many messages would be judged; raises InputError."""
        return (await self.read(chosen)).size

    async def read(self, chosen: SetChoice) -> SampleSet:
        """The set; raises InputError where it cannot be read or holds too little."""
        if chosen.kind is SetKind.CORRECTIONS:
            return await self._corrections(chosen)
        if chosen.kind is SetKind.SAMPLE:
            rows = await asyncio.to_thread(sample_rows)
            return SampleSet((Fold(tuple(map(of_row, rows))),), chosen)
        file = await asyncio.to_thread(read_file, Path(chosen.path))
        notes = (left_out([each.line for each in file.faults]),) if file.faults else ()
        return SampleSet((Fold(tuple(map(of_row, file.rows))),), chosen, notes, file.faults)

    async def _corrections(self, chosen: SetChoice) -> SampleSet:
        every = await self.lessons()
        known = {each.name for each in await self._categories()}
        said = judgeable(every)
        usable = [each for each in said if each.lesson.category in known]
        found = splits(every, usable)
        if not found:
            raise InputError(
                f"You have corrected the category of {counted(len(usable))}; from {NEEDED} on "
                "there is something to measure.",
                hint="Each correction of a category counts, also one that says it was right.",
            )
        judged = sum(len(split.judged) for split in found)
        notes = [
            f"{counted(judged)} in {len(found)} steps, each judged by what you had said before; "
            f"the first {len(usable) - judged} are only learned from.",
            "You corrected these messages: mail that went right unsaid is not among them.",
        ]
        gone = sum(each.lesson.said and each.message is None for each in every)
        if gone:
            notes.append(f"{counted(gone)} that you corrected are gone and not judged.")
        if len(said) > len(usable):
            other = len(said) - len(usable)
            notes.append(f"{counted(other)} bear a category that is gone, and are not judged.")
        folds = tuple(Fold(tuple(map(self._sample, s.judged)), s.learned) for s in found)
        return SampleSet(folds, chosen, tuple(notes))

    def _sample(self, kept: Kept) -> Sample:
        assert kept.message is not None  # noqa: S101 - others are not judged
        key = kept.message

        async def task() -> TriageTask:
            """The message as it was when it came: nobody had answered it."""
            return replace(await self._task(key), answered=False)

        return Sample(
            LabelledRow(
                id=str(key),
                sender="",
                category=kept.lesson.category,
                needs_reply=kept.lesson.needs_reply,
                priority=kept.lesson.priority.value if kept.lesson.priority else None,
            ),
            task,
        )

    async def lessons(self) -> tuple[Kept, ...]:
        """All that is learned from, oldest first."""
        keys = await self._store.read(lessons.usable, MOST)
        found = await self._store.read_aside(lessons.of_keys, keys)
        return tuple(sorted(found, key=moment))

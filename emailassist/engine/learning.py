"""Teaching tier 2.0: the person's words and deeds become lessons, and these a model.

Owns: when lessons are gathered, looked at and learned from, and judging messages anew by them.
Must not: know how a model learns (local does), or let a message teach by itself.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from emailassist.assistant.verdicts import SPAM
from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event, Rejudged
from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.lesson import Lesson
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Correction, Tier, Triage, WarningKind
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.triage import TriageJob, now
from emailassist.local.deeds import read_deeds
from emailassist.local.judge import Categories
from emailassist.local.personal import PersonalModel, learn
from emailassist.local.prior import Prior
from emailassist.local.seen import Seen
from emailassist.store import deeds, feedback, lessons, vectors
from emailassist.store import triage as triage_store
from emailassist.store.lessons import Kept

_log = structlog.get_logger(__name__)

MOST: Final = 5_000
"""Lessons that are learned from; of more, the oldest deeds are let go first."""
_DEEDS_AT_ONCE: Final = 50
"""New lessons from what was done to many messages in one go."""
_GATHER: Final = 0.5
"""Seconds in which deeds are gathered; words do not wait."""
_AFRESH: Final = 50
_RECENT: Final = timedelta(days=90)
"""How many messages, and from when on, are judged anew because of one word."""
_LOOKED_AT_ONCE: Final = 20
_LIKELY: Final = 0.5


class Learning:
    """Keeps what the person teaches, and the model that follows from it."""

    def __init__(
        self, store: Store, announcer: Announcer, triage: TriageJob, endpoints: Endpoints
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._triage = triage
        self._endpoints = endpoints
        self._judge = endpoints.judge
        self._fitting = Confined("learning")
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._taught: dict[MessageKey, LessonKey] = {}
        self._unreadable: set[MessageKey] = set()
        self._stale = True
        self._known: dict[LessonKey, tuple[Seen, Lesson]] = {}
        self._known_by = ""
        self._mark = (0, 0, 0)

    # What the person says

    async def correct(self, key: MessageKey, correction: Correction) -> None:
        """Put the person's word in force and learn from it."""
        changed = await self._store.write(feedback.correct, key, correction, now())
        self._after(key, changed)

    async def withdraw(self, key: MessageKey) -> None:
        """Take the last correction back, with what it taught."""
        self._after(key, await self._store.write(feedback.withdraw, key, now()))

    def _after(self, key: MessageKey, changed: feedback.Changed) -> None:
        self._taught.pop(key, None)
        if changed.lesson is not None:
            self._taught[key] = changed.lesson
        self._learn_again()
        self._announcer.tell(ChangeSet(messages=changed.restored | {key}, lists=True))

    async def put_back(self, lesson: LessonKey) -> int:
        """Judge as before what a lesson had judged anew, for good; how many messages."""
        keys = await self._store.write(feedback.put_back, lesson, now())
        self._announcer.tell(ChangeSet(messages=keys, lists=True))
        return len(keys)

    # Forgetting

    async def forget(self, name: str | None) -> feedback.Forgotten:
        """Forget what was taught about a sender or list, or everything (None)."""
        return self._without(await self._store.write(feedback.forget, name, now()))

    async def forget_one(self, key: LessonKey) -> feedback.Forgotten:
        """Forget one lesson."""
        return self._without(await self._store.write(feedback.forget_one, key, now()))

    async def remember(self, forgotten: feedback.Forgotten) -> None:
        """Take forgetting back."""
        await self._store.write(feedback.remember, forgotten)
        self._taught |= dict(forgotten.words)
        self._learn_again()
        self._announcer.tell(ChangeSet(lessons=True))

    def _without(self, forgotten: feedback.Forgotten) -> feedback.Forgotten:
        gone = {key for _, key in forgotten.words}
        self._taught = {key: each for key, each in self._taught.items() if each not in gone}
        self._learn_again()
        self._announcer.tell(ChangeSet(messages=forgotten.messages, lists=True, lessons=True))
        return forgotten

    # Learning

    async def run(self) -> None:
        """Learn as lessons come, for ever; cancel to end."""
        unsubscribe = self._announcer.overhear(self._hear)
        try:
            while True:
                self._wake.clear()
                await self.settle()
                await self._wake.wait()
                if not self._stale:
                    await asyncio.sleep(_GATHER)
        finally:
            unsubscribe()

    async def ready(self) -> None:
        """Have learned from every lesson there is."""
        if await self._store.read(lessons.mark) != self._mark:
            self._stale = True  # another process may have been taught
        if self._stale or self._judge.is_behind:
            await self.settle()

    async def settle(self) -> None:
        """Gather what was done, learn from what is new, and judge anew what it is about."""
        async with self._turn:
            changed = await self._observe()
            changed |= await self._look()
            if changed or self._stale or self._judge.is_behind:
                self._stale = False
                try:
                    await self._refit()
                except BaseException:
                    self._stale = True
                    raise
            taught, self._taught = self._taught, {}
            for key, lesson in taught.items():
                await self._judge_anew(key, lesson)

    async def gather(self) -> None:
        """Make lessons of what was done, to be learned from later."""
        async with self._turn:
            self._stale |= await self._observe()

    async def close(self) -> None:
        """Let what is being learned end by itself."""
        self._fitting.close()

    def _learn_again(self) -> None:
        self._stale = True
        self._wake.set()

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and (event.messages or event.lists or event.instructions):
            self._unreadable -= event.messages
            self._wake.set()

    async def _observe(self) -> bool:
        """Lessons of what was done since the last time; whether there are any, or fewer."""
        if not await self._store.read(deeds.is_stirred, now()):
            return False
        room = _DEEDS_AT_ONCE if self._endpoints.settings.learn_from_deeds else 0
        changed, more = False, True
        while more:
            seen = await self._store.write(deeds.observe, read_deeds, now(), room)
            room -= seen.taught
            changed, more = changed or seen.changed, seen.more
        return changed

    async def _look(self) -> bool:
        """Look at messages that were taught about and not looked at yet."""
        if not await self._store.read(lessons.count):
            return False
        model = await self._model()
        looked = False
        while True:
            some = await self._store.read(lessons.unlooked, model, MOST)
            todo = [key for key in some if key not in self._unreadable][:_LOOKED_AT_ONCE]
            if not todo:
                return looked
            known = await self._store.read(vectors.of_keys, model, todo)
            for key in todo:
                looked |= await self._look_at(key, known.get(key, b""), model)

    async def _model(self) -> str:
        """What makes vectors: it may have to be loaded to say so."""
        return await self._endpoints.on_worker(lambda: self._endpoints.embedder.model)

    async def _look_at(self, key: MessageKey, vector: bytes, model: str) -> bool:
        try:
            task = await self._triage.task(key)
        except EmailAssistError as error:
            _log.info("a lesson's message cannot be read", message=key, error=type(error).__name__)
            self._unreadable.add(key)
            return False
        seen = await self._endpoints.on_worker(lambda: self._judge.look(task, vector))
        for each in await self._store.write(lessons.keep_seen, key, seen, model):
            self._known.pop(each, None)
        return True

    async def _refit(self) -> None:
        started = time.monotonic()
        await self._store.write(lessons.tidy, MOST)
        mark = await self._store.read(lessons.mark)
        taught = await self._lessons()
        if taught:
            categories, prior = await self._endpoints.on_worker(self._judge.prior)
            model = await self._fitting.run(_learned, prior, categories, taught)
            self._judge.take(categories, model)
        else:
            self._judge.forget()
        self._mark = mark
        _log.debug(
            "learned", lessons=len(taught), milliseconds=int(1000 * (time.monotonic() - started))
        )
        about = frozenset(self._taught)
        self._announcer.tell(ChangeSet(messages=about, lessons=True))

    async def _lessons(self) -> tuple[tuple[Seen, Lesson], ...]:
        """Training data, of which only what is new is read; a lesson never changes."""
        keys = await self._store.read(lessons.usable, MOST)
        if not keys:
            return ()
        model = await self._model()
        known = self._known if model == self._known_by else {}
        new = [key for key in keys if key not in known]
        for each in await self._store.read_aside(lessons.of_keys, new):
            if (pair := training(each, model)) is not None:
                known[each.key] = pair
        self._known = {key: known[key] for key in keys if key in known}
        self._known_by = model
        return tuple(self._known.values())

    async def _judge_anew(self, key: MessageKey, lesson: LessonKey) -> None:
        """Judge other recent messages that the person's word may concern."""
        kept = await self._store.read(lessons.of_message, key)
        if not any(each.key == lesson and each.lesson.category for each in kept):
            return
        since = now() - _RECENT
        changed: set[MessageKey] = set()
        for other in await self._store.read(feedback.like, key, since, _AFRESH):
            if await self._judged_anew(other, lesson):
                changed.add(other)
        if changed:
            self._announcer.tell(ChangeSet(messages=frozenset({*changed, key}), lists=True))
            self._announcer.tell(Rejudged(key, lesson, len(changed)))

    async def _judged_anew(self, key: MessageKey, lesson: LessonKey) -> bool:
        before = (await self._store.read(triage_store.standing, key)).triage
        if before is None or _is_suspect(before):
            return False
        try:
            task = await self._triage.task(key)
        except EmailAssistError:
            return False
        taught = await self._endpoints.on_worker(lambda: self._judge.taught(task))
        verdict = taught or await self._endpoints.on_worker(lambda: self._judge(task))
        if verdict is None or verdict.category == before.verdict.category:
            return False
        said_so = taught is not None and await self._yields(task, before)
        if verdict.confidence < (_LIKELY if said_so else self._endpoints.settings.target_precision):
            return False
        fresh = replace(
            verdict, priority=before.verdict.priority, needs_reply=before.verdict.needs_reply
        )
        return await self._store.write(feedback.rejudge, key, before, fresh, lesson, now())

    async def _yields(self, task: TriageTask, before: Triage) -> bool:
        """Whether what was taught need only be likelier than not to take the verdict's place.

        The classifier may say otherwise than its own former guess; than a shipped rule, if the
        person said so more than once.
        """
        if before.verdict.tier is not Tier.RULES:
            return _is_guessed(before)
        if (await self._endpoints.rules()).is_own(before.verdict):
            return False
        return await self._endpoints.on_worker(lambda: self._judge.insisted(task))


def _learned(
    prior: Prior, categories: Categories, taught: Sequence[tuple[Seen, Lesson]]
) -> PersonalModel:
    """Learn on one core: threads that wait for each other are slow beside anything else."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        return learn(prior, categories, taught)


def _is_guessed(triage: Triage) -> bool:
    """Whether no more than this classifier's former guess is in force."""
    tier = triage.verdict.tier
    return tier is Tier.CLASSIFIER or (tier is Tier.AGENTS and triage.model == ON_DEVICE)


def _is_suspect(triage: Triage) -> bool:
    """No lesson clears a message of what it was warned of."""
    warned = any(each.kind is WarningKind.PHISHING for each in triage.warnings)
    return warned or triage.verdict.category == SPAM


def training(kept: Kept, model: str) -> tuple[Seen, Lesson] | None:
    """What is learned from a lesson; what another embedder saw of a text cannot be compared."""
    if kept.seen is None:
        return None
    other = replace(kept.seen, vector=b"", subject=b"")
    return (kept.seen if kept.model == model else other), kept.lesson

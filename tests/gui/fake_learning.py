"""The lessons of the scripted engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.learned import Follows, KeptLesson, Learned, LearnedAbout, LearnedFrom
from emailassist.domain.lesson import Deed, Lesson

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
WORD = Lesson("receipt", None, None, 1.0, AT)
DEED = Lesson(None, None, False, 0.2, AT, Deed.ARCHIVED_UNREAD)  # noqa: FBT003
SURE = Follows("receipt", 0.98, sure=True, reason="You said so of two.")


def lesson(number: int, sender: str, what: Lesson = WORD, list_id: str = "") -> KeptLesson:
    return KeptLesson(
        LessonKey(number), what, sender, list_id, MessageKey(number), f"Subject {number}"
    )


@dataclass
class Forgotten:
    """What was forgotten, to be taken back."""

    lessons: list[KeptLesson]

    @property
    def count(self) -> int:
        return len(self.lessons)


@dataclass
class FakeLearned:
    """Lessons in memory; `follows` is what the model makes of them."""

    kept: list[KeptLesson] = field(default_factory=list)
    follows: dict[str, Follows] = field(default_factory=dict)
    of: dict[MessageKey, LearnedFrom] = field(default_factory=dict)

    async def all(self) -> Learned:
        names = dict.fromkeys(each.about for each in self.kept)
        return Learned(len(self.kept), tuple(map(self._about, names)))

    def _about(self, name: str) -> LearnedAbout:
        some = [each for each in self.kept if each.about == name]
        words = sum(each.lesson.said for each in some)
        left = sum(each.lesson.deed is Deed.KEPT for each in some)
        return LearnedAbout(
            name,
            bool(some[0].list_id),
            words,
            len(some) - words - left,
            left,
            some[0].lesson,
            self.follows.get(name),
        )

    async def lessons(self, name: str | None, most: int = 5_000) -> tuple[KeptLesson, ...]:
        return tuple(
            each
            for each in self.kept
            if name in {None, each.about} and each.lesson.deed is not Deed.KEPT
        )[:most]

    async def of_message(self, key: MessageKey) -> LearnedFrom | None:
        return self.of.get(key)


class FakeLearning:
    """Forgets and remembers."""

    def __init__(self, learned: FakeLearned, tell: Callable[[Event], None]) -> None:
        self._learned = learned
        self._tell = tell
        self.put_back_for: list[LessonKey] = []

    async def ready(self) -> None:
        """Nothing is left to learn."""

    async def put_back(self, lesson: LessonKey) -> int:
        self.put_back_for.append(lesson)
        return 1

    async def forget(self, name: str | None) -> Forgotten:
        return self._without([each for each in self._learned.kept if name in {None, each.about}])

    async def forget_one(self, key: LessonKey) -> Forgotten:
        return self._without([each for each in self._learned.kept if each.key == key])

    def _without(self, gone: list[KeptLesson]) -> Forgotten:
        self._learned.kept = [each for each in self._learned.kept if each not in gone]
        self._tell(ChangeSet(lessons=True))
        return Forgotten(gone)

    async def remember(self, forgotten: Forgotten) -> None:
        self._learned.kept += forgotten.lessons
        self._tell(ChangeSet(lessons=True))


def learned_from(kept: KeptLesson, *, others: int = 0) -> LearnedFrom:
    return LearnedFrom(kept, SURE, others)


def unsure(category: str) -> Follows:
    return replace(SURE, category=category, confidence=0.6, sure=False)

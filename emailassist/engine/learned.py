"""Looking at what was learned, and what follows from it.

Owns: putting lessons and the model's guesses together. Must not: change either.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from emailassist.domain.ids import MessageKey
from emailassist.domain.learned import Follows, KeptLesson, Learned, LearnedAbout, LearnedFrom
from emailassist.domain.lesson import Deed
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.local.seen import Seen
from emailassist.store import feedback, lessons
from emailassist.store.lessons import Kept

MOST: Final = 5_000
_SHOWN: Final = 500
"""Senders and lists, the latest first."""
_KINDS: Final = 4
"""Of a sender's mail that are told apart."""


class LearnedViews:
    """What the person taught, for the window and the command line."""

    def __init__(self, store: Store, endpoints: Endpoints) -> None:
        self._store = store
        self._endpoints = endpoints

    async def all(self) -> Learned:
        """By sender and list, and what follows for the next mail like the latest one."""
        kept = await self._store.read_aside(lessons.of_origin, None, MOST)
        groups: defaultdict[str, list[Kept]] = defaultdict(list)
        for each in kept:
            groups[each.list_id or each.sender].append(each)
        some = list(groups.items())[:_SHOWN]
        kinds = [_kinds(group) for _, group in some]
        follows = iter(await self._follow([seen for each in kinds for seen in each]))
        about = tuple(
            _about(name, group, [next(follows) for _ in each])
            for (name, group), each in zip(some, kinds, strict=True)
        )
        return Learned(await self._store.read(lessons.count), about)

    async def lessons(self, name: str | None, most: int = MOST) -> tuple[KeptLesson, ...]:
        """The lessons about a sender or list (None: all), newest first.

        Without what was read and left as it was, which is told in sum.
        """
        kept = await self._store.read_aside(lessons.of_origin, name, most, left=False)
        return tuple(map(_shown, kept))

    async def of_message(self, key: MessageKey) -> LearnedFrom | None:
        """What the person's word about a message has led to; None if it teaches nothing."""
        kept = await self._store.read(lessons.of_message, key)
        said = next((each for each in kept if each.lesson.said), None)
        if said is None:
            return None
        (follows,) = await self._follow([said.seen])
        others = await self._store.read(feedback.judged_by, said.key)
        return LearnedFrom(_shown(said), follows, len(others))

    async def _follow(self, some: Sequence[Seen | None]) -> list[Follows | None]:
        judge = self._endpoints.judge
        if not any(some) or not judge.has_learned:
            return [None] * len(some)
        needed = judge.needed(self._endpoints.settings.target_precision)

        def follow() -> list[Follows | None]:
            found: list[Follows | None] = []
            for seen in some:
                guess = None if seen is None else judge.guess_seen(seen)
                if guess is None or not guess.category:
                    found.append(None)
                    continue
                sure = guess.confidence >= needed
                found.append(Follows(guess.category, guess.confidence, sure, guess.reason))
            return found

        return await self._endpoints.on_worker(follow)


def _kinds(group: Sequence[Kept]) -> list[Seen]:
    """The latest message, and the latest of each category that was taught."""
    known = [each for each in group if each.seen is not None]
    newest: dict[str | None, Kept] = {}
    for each in known:
        newest.setdefault(each.lesson.category, each)
    some = [*known[:1], *(each for kind, each in newest.items() if kind and each is not known[0])]
    return [each.seen for each in some[:_KINDS] if each.seen is not None]


def _about(name: str, group: Sequence[Kept], follows: Sequence[Follows | None]) -> LearnedAbout:
    latest = follows[0] if follows else None
    kinds: dict[str, Follows] = {latest.category: latest} if latest else {}
    for each in follows[1:]:
        if each is not None:
            kinds.setdefault(each.category, each)
    left = sum(each.lesson.deed is Deed.KEPT for each in group)
    return LearnedAbout(
        name=name,
        is_list=bool(group[0].list_id),
        words=sum(each.lesson.said for each in group),
        deeds=sum(not each.lesson.said for each in group) - left,
        left=left,
        latest=group[0].lesson,
        follows=latest,
        others=tuple(each for each in kinds.values() if each is not latest),
    )


def _shown(kept: Kept) -> KeptLesson:
    return KeptLesson(
        kept.key,
        kept.lesson,
        kept.sender,
        kept.list_id,
        kept.message,
        kept.subject,
        pending=kept.seen is None,
    )

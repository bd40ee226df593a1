"""Once a week: whether the mail, or how sure triage is of it, has changed.

Owns: when the weeks are looked at, and saying so once. Must not: judge what is chance (figures
does).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from emailassist.domain.drift import Drift
from emailassist.domain.events import ChangeSet, Notice
from emailassist.domain.triage import Category
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.figures.drift import drift
from emailassist.engine.quality_words import moved
from emailassist.engine.triage import now
from emailassist.store import quality

WEEKS: Final = 9
"""This one and those that it is compared with."""
_WEEK: Final = timedelta(days=7)
_LOOK: Final = 3600.0
"""Seconds between looks at the calendar."""


class Weekly:
    """Compares this week's triaged mail with the weeks before."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        categories: Callable[[], Awaitable[tuple[Category, ...]]],
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._categories = categories

    async def look(self) -> Drift:
        """What moved until now; nothing is kept."""
        at = now()
        return drift(await self._store.read_aside(quality.weeks, at, WEEKS), at)

    async def words(self, found: Drift) -> tuple[str, ...]:
        """What moved, in sentences."""
        return moved(found, {each.name: each.title for each in await self._categories()})

    async def run(self) -> None:
        """Look once a week, without end; say what moved, and nothing where nothing did."""
        while True:
            await asyncio.sleep(_LOOK)
            await self.if_due()

    async def if_due(self) -> None:
        """Look if the last time was a week ago or more, and there is enough mail to tell."""
        last = await self._store.read(quality.last_drift)
        if last is not None and now() - last.at < _WEEK:
            return
        found = await self.look()
        if found.too_little:
            return
        await self._store.write(quality.keep_drift, found)
        self._announcer.tell(ChangeSet(quality=True))
        if found.moves:
            said = " ".join(await self.words(found))
            self._announcer.tell(Notice(said, "The page Quality shows more."))

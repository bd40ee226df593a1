"""Drafts at the person's wish, and notes, in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from emailassist.domain.draft import Draft, DraftState, Proposal
from emailassist.domain.events import ChangeSet, DraftPiece
from emailassist.domain.ids import DraftKey, MessageKey, VersionKey
from emailassist.domain.recall import Note, NoteHit, PastReply
from emailassist.domain.refinement import DraftVersion, Refinement

if TYPE_CHECKING:
    from tests.gui.fake_engine import FakeEngine


class FakeDrafting:
    """Writes what a test says, when it says so."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.written: Proposal | None = None
        """What the next wish gives; None: it is written without end."""
        self.wishes: list[Refinement] = []
        self.stopped: list[DraftKey] = []
        self.kept: list[DraftVersion] = []
        self.replies: tuple[PastReply, ...] = ()
        self._stop = asyncio.Event()

    async def refine(self, key: DraftKey, refinement: Refinement) -> DraftVersion:
        self.wishes.append(refinement)
        self._engine.tell(DraftPiece(key, "Hello, I am writ"))
        if self.written is None:
            await self._stop.wait()
            raise asyncio.CancelledError
        draft = self._engine._draft(key)
        for label, proposal in (("first", draft.proposal), (refinement.change, self.written)):
            number = VersionKey(len(self.kept) + 1)
            at = draft.updated_at
            self.kept.append(DraftVersion(number, key, label, refinement.detail, proposal, at))
        return self.kept[-1]

    async def stop(self, key: DraftKey) -> None:
        self.stopped.append(key)
        self._stop.set()

    async def versions(self, key: DraftKey) -> tuple[DraftVersion, ...]:
        draft = self._engine._draft(key)
        body = draft.proposal.body
        return tuple(replace(each, current=each.proposal.body == body) for each in self.kept)

    async def use(self, key: VersionKey) -> Draft:
        version = self.kept[key - 1]
        draft = self._engine._draft(version.draft)
        used = replace(draft, proposal=version.proposal, state=DraftState.EDITED)
        self._engine._set_draft(used, quiet=True)
        self._engine.tell(ChangeSet(messages=used.about))
        return used

    async def closest(self, key: MessageKey) -> tuple[PastReply, ...]:
        return self.replies


class FakeNotes:
    """Folders without files on disk."""

    def __init__(self) -> None:
        self.folders: tuple[Path, ...] = ()
        self.known: tuple[Note, ...] = ()
        self.hits: tuple[NoteHit, ...] = ()

    async def add(self, folder: Path) -> int:
        self.folders = (*self.folders, folder)
        self.known = (*self.known, Note(folder / "prices.md", "Prices", 3))
        return 1

    async def remove(self, folder: Path) -> None:
        self.folders = tuple(each for each in self.folders if each != folder)
        self.known = ()

    async def all(self) -> tuple[Note, ...]:
        return self.known

    async def search(self, words: str) -> tuple[NoteHit, ...]:
        return self.hits

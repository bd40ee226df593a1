"""Instruction files with their history.

Owns: keeping a version with each save. Must not: parse instructions (the library does).
"""

from emailassist.assistant.instructions import digest_of
from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.events import ChangeSet
from emailassist.domain.triage import Category
from emailassist.domain.views import InstructionFile, InstructionVersion
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.triage import now
from emailassist.store import instructions as versions

_CHANGE = ChangeSet(instructions=True, lists=True)


class InstructionHistory:
    """The library on a thread of its own, and every version it ever held."""

    def __init__(
        self, store: Store, announcer: Announcer, library: InstructionLibrary, confined: Confined
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._library = library
        self._confined = confined

    async def all(self) -> tuple[InstructionFile, ...]:
        """All files."""
        return await self._confined.run(self._library.all)

    async def categories(self) -> tuple[Category, ...]:
        """The categories in force."""
        return await self._confined.run(self._library.categories)

    async def text(self, name: str) -> str:
        """A file's text as it is on disk; raises NotFound."""
        return await self._confined.run(self._library.text, name)

    async def check(self, name: str, text: str) -> None:
        """Raises InstructionError, with the line, when the text is broken."""
        await self._confined.run(self._library.check, name, text)

    async def save(self, name: str, text: str, note: str = "") -> InstructionFile:
        """Put a text in force; what it replaces is kept as a version too.

        Raises InstructionError.
        """
        await self.check(name, text)
        await self._keep_replaced(name)
        saved = await self._confined.run(self._library.save, name, text)
        await self._keep(name, note)
        self._announcer.tell(_CHANGE)
        return saved

    async def restore(self, name: str) -> InstructionFile:
        """Put the shipped file in force; what it replaces is kept as a version."""
        await self._keep_replaced(name)
        restored = await self._confined.run(self._library.restore, name)
        await self._keep(name, "restored as shipped")
        self._announcer.tell(_CHANGE)
        return restored

    async def versions(self, name: str) -> tuple[InstructionVersion, ...]:
        """Every version, newest first."""
        return await self._store.read(versions.versions, name)

    async def _keep_replaced(self, name: str) -> None:
        """Keep what is on disk unless it is the newest version: another editor may have been."""
        known = await self.versions(name)
        await self._keep(name, "edited elsewhere" if known else "before the first edit")

    async def _keep(self, name: str, note: str) -> None:
        text = await self.text(name)
        version = InstructionVersion(
            name=name, digest=digest_of(text), saved_at=now(), note=note, text=text
        )
        await self._store.write(versions.keep_version, version)

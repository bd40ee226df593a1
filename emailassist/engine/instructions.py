"""Instruction files with their history.

Owns: keeping a version with each save. Must not: parse instructions (the library does).
"""

from emailassist.assistant.file_text import quoted, with_field
from emailassist.assistant.instructions import digest_of
from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.difference import DiffLine, difference
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import ChangeSet
from emailassist.domain.triage import Category
from emailassist.domain.views import InstructionExample, InstructionFile, InstructionVersion
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.triage import now
from emailassist.store import instructions as versions

SHIPPED = "shipped"
SHIPPED_THEN = "shipped-then"
"""The shipped text from which the person's copy was made."""

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

    async def require_category(self, name: str) -> None:
        """Raises InputError unless it is the name of a category in force."""
        names = [each.name for each in await self.categories()]
        if name not in names:
            raise InputError(f"There is no category “{name}”.", hint=f"Known: {', '.join(names)}.")

    async def text(self, name: str) -> str:
        """A file's text as it is on disk; raises NotFound."""
        return await self._confined.run(self._library.text, name)

    async def other_text(self, name: str, which: str) -> str:
        """Another text of the file: `SHIPPED`, `SHIPPED_THEN`, or the start of a version's digest.

        Raises NotFound.
        """
        if which == SHIPPED:
            return await self._confined.run(self._library.shipped_text, name)
        if which == SHIPPED_THEN:
            return await self._confined.run(self._library.shipped_then, name)
        found = [each for each in await self.versions(name) if each.digest.startswith(which)]
        if not found or not which:
            raise NotFound(f"There is no version '{which}' of '{name}'.")
        return found[0].text

    async def compare(self, name: str, which: str) -> tuple[DiffLine, ...]:
        """What the file on disk has otherwise than that other text; raises NotFound."""
        text = await self.text(name)
        return difference(await self.other_text(name, which), text)

    async def shipped_change(self, name: str) -> tuple[DiffLine, ...]:
        """What an update changed in the shipped file since the person's copy was made."""
        then = await self.other_text(name, SHIPPED_THEN)
        return difference(then, await self.other_text(name, SHIPPED))

    async def examples(self) -> tuple[InstructionExample, ...]:
        """Complete files to begin with."""
        return await self._confined.run(self._library.examples)

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

    async def create(self, name: str, text: str, note: str = "") -> InstructionFile:
        """Put a new agent in force; raises InputError."""
        made = await self._confined.run(self._library.add, name, text)
        await self._keep(name, note or "created")
        self._announcer.tell(_CHANGE)
        return made

    async def begin(self, name: str, example: str, title: str = "") -> InstructionFile:
        """Put a new agent in force that is a copy of an example; raises InputError."""
        for each in await self.examples():
            if each.name == example:
                text = with_field(each.text, "name", name)
                text = with_field(text, "title", quoted(title)) if title else text
                return await self.create(name, text, f"from the example “{each.title}”")
        raise NotFound(f"There is no example named '{example}'.")

    async def duplicate(self, name: str, new_name: str, title: str) -> InstructionFile:
        """Put a copy of an agent of the person's own in force; raises InputError."""
        text = await self._confined.run(self._library.copied, name, new_name, quoted(title))
        return await self.create(new_name, text, f"copied from {name}")

    async def switch(self, name: str, *, on: bool) -> InstructionFile:
        """Switch an agent on or off; raises InstructionError where it cannot be."""
        text = await self._confined.run(lambda: self._library.switched(name, on=on))
        return await self.save(name, text, "switched on" if on else "switched off")

    async def remove(self, name: str) -> None:
        """Remove an agent of the person's own; its versions are kept. Raises InputError."""
        await self._keep_replaced(name)
        await self._confined.run(self._library.remove, name)
        self._announcer.tell(_CHANGE)

    async def keep_mine(self, name: str) -> InstructionFile:
        """The person has seen the update of the shipped file and keeps their copy."""
        kept = await self._confined.run(self._library.keep_mine, name)
        self._announcer.tell(_CHANGE)
        return kept

    async def restore_version(self, name: str, digest: str) -> InstructionFile:
        """Put an earlier version in force, or bring a removed agent back; raises InputError."""
        text = await self.other_text(name, digest)
        note = f"version {digest_of(text)[:12]} again"
        if name not in {file.name for file in await self.all()}:
            return await self.create(name, text, note)
        return await self.save(name, text, note)

    async def restore(self, name: str) -> InstructionFile:
        """Put the shipped file in force; what it replaces is kept as a version."""
        await self._confined.run(self._library.shipped_text, name)
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

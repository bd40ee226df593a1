"""Knowledge notes: folders of texts that drafts may take from, indexed as they change.

Owns: which folders there are, and when their files are read again. Must not: write a file.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import ChangeSet
from emailassist.domain.recall import Note, NoteHit
from emailassist.engine import note_files
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.local.closeness import any_of, words_of
from emailassist.settings import Settings
from emailassist.store import notes
from emailassist.store.notes import Known

_PAUSE = 60.0
"""Seconds between two looks at the folders."""
_MOST_SHOWN = 10


class Notes:
    """The person's notes. Files stay where they are and are only read."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        endpoints: Endpoints,
        *,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._endpoints = endpoints
        self._changed = changed
        self._indexing = asyncio.Lock()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the settings in force."""
        return tuple(Path(each).expanduser() for each in self._endpoints.settings.notes_folders)

    async def add(self, folder: Path) -> int:
        """Add a folder and index it; how many files it has. Raises InputError, SettingsError."""
        path = await asyncio.to_thread(_usable, folder)

        def added(settings: Settings) -> Settings:
            others = [each for each in settings.notes_folders if _absolute(Path(each)) != path]
            return replace(settings, notes_folders=(*others, str(path)))

        await self._endpoints.change(added)
        await self.index()
        return sum(path in note.path.parents for note in await self.all())

    async def remove(self, folder: Path) -> None:
        """Take a folder out; its files stay where they are. Raises NotFound."""
        path = _absolute(folder)

        def removed(settings: Settings) -> Settings:
            names = settings.notes_folders
            left = tuple(each for each in names if _absolute(Path(each)) != path)
            if left == names:
                raise NotFound(f"{folder} is not among the notes folders.")
            return replace(settings, notes_folders=left)

        await self._endpoints.change(removed)
        await self.index()

    async def all(self) -> tuple[Note, ...]:
        """Every file of the index."""
        return await self._store.read(notes.listed)

    async def search(self, words: str) -> tuple[NoteHit, ...]:
        """Passages with these words, best first."""
        telling = words_of(words) or tuple(words.casefold().split()[:8])
        quoted = tuple(word.replace('"', "") for word in telling)
        if not any(quoted):
            return ()
        found = await self._store.read(notes.search, any_of(filter(None, quoted)), _MOST_SHOWN)
        return tuple(each.hit for each in found)

    async def run(self) -> None:
        """Index now and every minute, without end."""
        while True:
            await self.index()
            await asyncio.sleep(_PAUSE)

    async def refresh(self) -> None:
        """Index with the folders that the settings file names now; raises SettingsError."""
        await self._endpoints.current()
        await self.index()

    async def index(self) -> None:
        """Read what is new or changed in the folders, and forget what is gone."""
        async with self._indexing:
            known = await self._store.read(notes.known)
            if not self.folders and not known:
                return
            here = await asyncio.to_thread(lambda: list(note_files.files_in(self.folders)))
            gone = [path for path in known if path not in {each for each, _ in here}]
            await self._store.write(notes.forget, gone)
            renewed = bool(gone)
            for path, stat in here:
                renewed |= await self._look_at(path, stat, known.get(path))
            if renewed:
                self._changed()
                self._announcer.tell(ChangeSet(notes=True))

    async def _look_at(self, path: Path, stat: os.stat_result, before: Known | None) -> bool:
        """Read a file if it changed; whether it says something else now."""
        if before is not None and (before.modified, before.size) == (
            stat.st_mtime_ns,
            stat.st_size,
        ):
            return False
        try:
            data = await asyncio.to_thread(note_files.read, path, stat.st_size)
        except OSError as error:
            unreadable = Known(stat.st_mtime_ns, stat.st_size, "")
            problem = error.strerror or "It cannot be read."
            await self._store.write(notes.keep, path, path.name, unreadable, (), problem)
            return True
        file = note_files.known_as(data, stat)
        if before is not None and before.digest == file.digest != "":
            await self._store.write(notes.touch, path, file)
            return False
        found = await note_files.content(path, data)
        await self._store.write(notes.keep, path, found.title, file, found.passages, found.problem)
        return True


def _absolute(folder: Path) -> Path:
    return Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - links stay as they are named


def _usable(folder: Path) -> Path:
    path = _absolute(folder)
    if not path.is_dir():
        raise InputError(f"{folder} is not a folder.")
    if path == Path(path.anchor):
        raise InputError("The whole disk cannot be a notes folder.", hint="Choose a folder in it.")
    return path

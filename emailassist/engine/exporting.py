"""Writing mail to a folder that other programs read.

Owns: the layout of an export: a folder an account, in it a Maildir, an mbox file or a folder of
.eml files for each mailbox, and those below it in a folder of its name. Must not: change the
store, or leave half a file under a whole one's name.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from emailassist.domain.counted import counted
from emailassist.domain.errors import NotFetched, SettingsError, WorldError
from emailassist.domain.ids import MessageKey
from emailassist.domain.transfer import FiledMessage, Form
from emailassist.engine.confined import Store
from emailassist.engine.jobs import Outcome, Report
from emailassist.mime import maildir, mbox
from emailassist.store import exporting
from emailassist.store.exporting import Placed

_PART = ".part"
"""At the end of an mbox file's name until it is whole."""


async def export(
    store: Store,
    rows: Sequence[Placed],
    folder: Path,
    form: Form,
    report: Report,
    fetch: Callable[[MessageKey], Awaitable[None]],
) -> Outcome:
    """Write these messages below `folder`; raises SettingsError when it cannot be written.

    `fetch` gets a message that is not here whole; what it cannot get is counted as a problem.
    """
    files = _Files(folder, form)
    sources = _Sources(store, fetch)
    try:
        await asyncio.to_thread(_require_empty, folder)
        for done, row in enumerate(rows):
            report(done, len(rows), f"{row.account}: {row.mailbox[-1]}")
            raw = await sources.of(row.key)
            if raw is not None:
                await asyncio.to_thread(files.write, row, raw, done)
        await asyncio.to_thread(files.finish)
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written: {error.strerror}.", hint="Name another folder."
        ) from error
    text = f"{counted(len(rows) - sources.absent)} written to {folder}."
    problems = [_absent(sources.absent)] if sources.absent else []
    if files.unwritten:
        problems.append(_unwritten(files.unwritten))
    return Outcome(text, " ".join(problems))


class _Sources:
    """The bytes of messages, from here or from their server while it answers."""

    def __init__(self, store: Store, fetch: Callable[[MessageKey], Awaitable[None]]) -> None:
        self._store = store
        self._fetch = fetch
        self._online = True
        self.absent = 0
        """How many could not be had."""

    async def of(self, key: MessageKey) -> bytes | None:
        """All of a message, or None."""
        raw = await self._store.read(exporting.raw, key)
        if raw is None and self._online:
            try:
                with suppress(NotFetched):  # gone or moved: it is counted below
                    await self._fetch(key)
            except WorldError:
                self._online = False
            raw = await self._store.read(exporting.raw, key)
        self.absent += raw is None
        return raw


def _absent(count: int) -> str:
    """What is not here whole is said, never left out in silence."""
    return (
        f"{counted(count)} could not be written, as not all of them is on this machine and the "
        "server did not give it. Synchronise, then export again."
    )


def _unwritten(keywords: Collection[str]) -> str:
    some = ", ".join(sorted(keywords)[:5])
    return (
        f"A Maildir has room for {maildir.MOST_KEYWORDS} keywords; {len(keywords)} were left out "
        f"({some}…): export as mbox to keep them."
    )


def _require_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty.", hint="Name a new or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)


class _Files:
    """The files of one export, written one message at a time."""

    def __init__(self, folder: Path, form: Form) -> None:
        self._folder = folder
        self._form = form
        self._places: dict[tuple[str, ...], Path] = {}
        self._keywords: dict[Path, list[str]] = {}
        self._last: Path | None = None
        self.unwritten: set[str] = set()
        """Keywords that a Maildir had no letter for."""

    def write(self, row: Placed, raw: bytes, number: int) -> None:
        """Add a message to the file or folder of its mailbox."""
        place = self._place(row)
        if place != self._last:
            self.finish()
            self._last = place
        match self._form:
            case Form.MAILDIR:
                self._to_maildir(place, row, raw, number)
            case Form.MBOX:
                _to_mbox(place, row, raw)
            case Form.EML:
                _write(place / f"{row.received_at:%Y-%m-%d} {row.key}.eml", row, raw)

    def finish(self) -> None:
        """The mailbox that was written last is whole."""
        if self._last is not None and self._form is Form.MBOX:
            _part(self._last).replace(self._last)

    def _place(self, row: Placed) -> Path:
        name = row.account, *row.mailbox
        if name not in self._places:
            wanted = self._folder.joinpath(*map(_safe, name))
            self._places[name] = _free(wanted, self._form, self._places.values())
        return self._places[name]

    def _to_maildir(self, place: Path, row: Placed, raw: bytes, number: int) -> None:
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        keywords = self._keywords_of(place, row.flags)
        letters = maildir.letters(row.flags, keywords)
        name = maildir.file_name(number, len(raw), row.received_at, letters)
        part = place / "tmp" / name
        _write(part, row, raw)
        part.replace(place / ("cur" if letters else "new") / name)

    def _keywords_of(self, place: Path, flags: frozenset[str]) -> list[str]:
        """The keywords of a Maildir that have a letter, these now among them."""
        known = self._keywords.setdefault(place, [])
        new = sorted(each for each in flags if each[0] != "\\" and each not in known)
        if new and len(known) < maildir.MOST_KEYWORDS:
            known += new[: maildir.MOST_KEYWORDS - len(known)]
            (place / maildir.KEYWORDS_FILE).write_text(maildir.written_keywords(known), "utf-8")
        self.unwritten.update(each for each in new if each not in known)
        return known


def _to_mbox(place: Path, row: Placed, raw: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with _part(place).open("ab") as file:
        file.write(mbox.entry(FiledMessage(place.name, raw, row.received_at, row.flags)))


def _part(place: Path) -> Path:
    return place.with_name(f"{place.name}{_PART}")


def _write(path: Path, row: Placed, raw: bytes) -> None:
    """One file, its time when the message was received."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    stamp = row.received_at.timestamp()
    os.utime(path, (stamp, stamp))


def _free(place: Path, form: Form, taken: Collection[Path]) -> Path:
    """A name that no other mailbox has, also where a file system ignores case."""
    ending = ".mbox" if form is Form.MBOX else ""
    used = {str(each).casefold() for each in taken}
    numbers = ("", *(f" {number}" for number in range(2, len(used) + 3)))
    names = (place.with_name(f"{place.name}{number}{ending}") for number in numbers)
    return next(each for each in names if str(each).casefold() not in used)


def _safe(name: str) -> str:
    """A file name that leads out of no folder and is not one of a Maildir's own."""
    safe = re.sub(r"[^\w.@ -]", "_", name).strip(". ")[:100] or "_"
    return f"{safe}_" if safe.casefold() in {"cur", "new", "tmp"} else safe

"""Writing the mail of the store to a folder that other programs read.

Owns: the layout of an export. Must not: change the store.
"""

import asyncio
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from emailassist.domain.errors import SettingsError
from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN
from emailassist.engine.confined import Store
from emailassist.engine.jobs import Report
from emailassist.store import messages
from emailassist.store.messages import Source

Format = Literal["maildir", "mbox"]

_LETTERS = {SEEN: "S", ANSWERED: "R", FLAGGED: "F", DRAFT: "D", DELETED: "T"}


_SEPARATOR = re.compile(rb"^>*From ", re.MULTILINE)


async def export(store: Store, folder: Path, form: Format, report: Report) -> int:
    """Write every mailbox of every account below `folder`; how many messages.

    One Maildir or mbox file for each mailbox, in a folder for each account. Raises
    SettingsError when `folder` is not empty or cannot be written.
    """
    rows = await store.read(messages.export_rows)
    try:
        await asyncio.to_thread(_require_empty, folder)
        places: dict[tuple[str, str], Path] = {}
        for done, (account, name, key, flags) in enumerate(rows):
            report(done, len(rows), f"{account}: {name}")
            place = places.get((account, name))
            if place is None:
                place = _free(folder / _safe(account) / _safe(name), form, places.values())
                places[account, name] = place
            source = await store.read(messages.source, key)
            if form == "maildir":
                await asyncio.to_thread(_to_maildir, place, source, done, _letters(flags))
            else:
                await asyncio.to_thread(_to_mbox, place, source)
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written: {error.strerror}.", hint="Name another folder."
        ) from error
    return len(rows)


def _require_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty.", hint="Name a new or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)


def _free(place: Path, form: Format, taken: Collection[Path]) -> Path:
    """A name that no other mailbox has, also where a file system ignores case."""
    ending = ".mbox" if form == "mbox" else ""
    used = {str(each).casefold() for each in taken}
    numbers = ("", *(f" {number}" for number in range(2, len(used) + 3)))
    names = (place.with_name(f"{place.name}{number}{ending}") for number in numbers)
    return next(each for each in names if str(each).casefold() not in used)


def _letters(flags: frozenset[str]) -> str:
    """The flags as Maildir writes them in a file's name."""
    return "".join(sorted(_LETTERS.get(flag, "") for flag in flags))


def _to_maildir(place: Path, source: Source, number: int, flags: str) -> None:
    """One file a message, byte for byte; the library's own writer would change line ends."""
    for name in ("cur", "new", "tmp"):
        (place / name).mkdir(parents=True, exist_ok=True)
    stamp = int(source.received_at.timestamp())
    name = f"{stamp}.M{source.key}P{number}.emailassist"
    path = place / "cur" / f"{name}:2,{flags}" if flags else place / "new" / name
    path.write_bytes(source.raw)
    os.utime(path, (stamp, stamp))


def _to_mbox(place: Path, source: Source) -> None:
    """The mboxrd form: a line that begins like a separator is quoted so that it can be undone."""
    date = source.received_at.strftime("%a %b %d %H:%M:%S %Y")
    place.parent.mkdir(parents=True, exist_ok=True)
    quoted = _SEPARATOR.sub(rb">\g<0>", source.raw)
    end = b"\n" if quoted.endswith(b"\n") else b"\n\n"
    with place.open("ab") as file:
        file.write(b"From MAILER-DAEMON " + date.encode() + b"\n" + quoted + end)


def _safe(name: str) -> str:
    """A file name that no mailbox name can lead out of the folder with."""
    return re.sub(r"[^\w.@ -]", "_", name).strip(". ")[:100] or "_"

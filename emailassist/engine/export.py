"""Writing the mail of the store to a folder that other programs read.

Owns: the layout of an export. Must not: change the store.
"""

import asyncio
import mailbox
import re
from pathlib import Path
from typing import Literal

from emailassist.domain.errors import SettingsError
from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN
from emailassist.engine.confined import Store
from emailassist.engine.jobs import Report
from emailassist.store import messages

Format = Literal["maildir", "mbox"]

_LETTERS = {SEEN: "S", ANSWERED: "R", FLAGGED: "F", DRAFT: "D", DELETED: "T"}


async def export(store: Store, folder: Path, form: Format, report: Report) -> int:
    """Write every mailbox of every account below `folder`; how many messages.

    One Maildir or mbox file for each mailbox, in a folder for each account. Raises
    SettingsError when `folder` is not empty or cannot be written.
    """
    await asyncio.to_thread(_require_empty, folder)
    rows = await store.read(messages.export_rows)
    try:
        for done, (account, name, key, flags) in enumerate(rows):
            report(done, len(rows), f"{account}: {name}")
            source = await store.read(messages.source, key)
            place = folder / _safe(account) / _safe(name)
            await asyncio.to_thread(_write, place, form, source.raw, _letters(flags))
    except OSError as error:
        raise SettingsError(f"{folder} cannot be written: {error}") from error
    return len(rows)


def _require_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty.", hint="Name a new or an empty folder.")


def _letters(flags: frozenset[str]) -> str:
    """The flags as Maildir writes them in a file's name."""
    return "".join(_LETTERS.get(flag, "") for flag in flags)


def _write(place: Path, form: Format, raw: bytes, flags: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if form == "maildir":
        one = mailbox.MaildirMessage(raw)
        one.set_subdir("cur" if "S" in flags else "new")
        one.set_flags(flags)
        mailbox.Maildir(place).add(one)
    else:
        box = mailbox.mbox(place.with_suffix(".mbox"))
        box.add(raw)
        box.close()


def _safe(name: str) -> str:
    """A file name that no mailbox name can lead out of the folder with."""
    return re.sub(r"[^\w.@ -]", "_", name).strip(". ") or "_"

"""Saving an attachment to a file the person chose.

Owns: the name and the folder to propose, and the writing (on the engine's side, never the window's
thread). Must not: choose the place.
"""

import asyncio
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment
from emailassist.mime.filenames import numbered, safe_name

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


def proposed_name(attachment: Attachment) -> str:
    """The attachment's name as that of a file, safe on every platform."""
    return safe_name(attachment.filename, f"attachment-{attachment.position}")


def free_path(folder: Path, name: str) -> Path:
    """A path in `folder` that nothing has, with a number if need be."""
    names = (numbered(name, number) if number > 1 else name for number in count(1))
    return next(folder / each for each in names if not (folder / each).exists())


def saving_folder() -> str:
    """Where downloads go on this machine, else the person's home."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return found if Path(found).is_dir() else str(Path.home())


async def save_attachment(
    engine: "Engine", key: MessageKey, path: tuple[int, ...], target: Path
) -> Path:
    """Write an attachment's bytes to `target`; raises InputError when that fails.

    A file that is there already is replaced only when the new one is whole.
    """
    data = await engine.attachment(key, *path)
    try:
        await asyncio.to_thread(_write, target, data)
    except OSError as error:
        raise InputError(
            f"“{target.name}” could not be written: {error.strerror}.",
            hint="Choose another folder, or make room on the disk.",
        ) from error
    return target


async def save_all(
    engine: "Engine",
    key: MessageKey,
    inside: tuple[int, ...],
    attachments: Sequence[Attachment],
    folder: Path,
) -> Path:
    """Write attachments into `folder`, none over a file that is there; raises InputError."""
    for attachment in attachments:
        target = await asyncio.to_thread(free_path, folder, proposed_name(attachment))
        await save_attachment(engine, key, (*inside, attachment.position), target)
    return folder


def _write(target: Path, data: bytes) -> None:
    made = free_path(target.parent, f".{target.name[:60]}.part")
    try:
        with made.open("xb") as file:
            file.write(data)
        made.replace(target)
    except OSError:
        made.unlink(missing_ok=True)
        raise

"""Saving an attachment to a file the person chose.

Owns: the name and the folder to propose, and the writing (on the engine's side, never the window's
thread). Must not: choose the place.
"""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


def proposed_name(attachment: Attachment) -> str:
    """The attachment's name without folders, control or direction characters."""
    name = _UNSAFE.sub("_", attachment.filename).strip(" ._")
    return name[-120:] or f"attachment-{attachment.position}"


def saving_folder() -> str:
    """Where downloads go on this machine, else the person's home."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return found if Path(found).is_dir() else str(Path.home())


async def save_attachment(
    engine: "Engine", key: MessageKey, attachment: Attachment, target: Path
) -> Path:
    """Write the attachment's bytes to `target`; raises InputError when that fails."""
    data = await engine.attachment(key, attachment.position)
    try:
        await asyncio.to_thread(target.write_bytes, data)
    except OSError as error:
        raise InputError(
            f"“{target.name}” could not be written: {error.strerror}.",
            hint="Choose another folder, or make room on the disk.",
        ) from error
    return target

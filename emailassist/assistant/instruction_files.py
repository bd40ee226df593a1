"""Instruction files on disk, and what is kept beside the person's own.

Owns: reading and writing them in one step each. Must not: parse them.

Beside the own copies stand, in folders that nobody looks into, the shipped text from which a
copy was made (so that an update of it is noticed and can be compared) and the last text of a
copy that was without mistakes (so that it stays in force over a restart).
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from emailassist.domain.errors import InstructionError, SettingsError

_MANUAL = "README.md"
_EXAMPLES = "examples"
_SHIPPED_THEN = ".shipped"
_LAST_GOOD = ".last-good"
_BESIDE = (_SHIPPED_THEN, _LAST_GOOD)
_LARGEST = 400_000
"""Octets; no instructions are longer."""
_CLOCK_STEP = 100_000_000
"""Nanoseconds in which two changes of a file may bear the same time."""

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, inode, size and time of the last change (ns) of every file."""


class InstructionFiles:
    """`shipped` is read only; `own` is created on the first save."""

    def __init__(self, shipped: Path, own: Path) -> None:
        self.shipped_folder = shipped
        self.own_folder = own

    def stamp(self) -> Stamp | None:
        """Stays the same as long as no file does; None while one is too new to tell by that."""
        folders = (self.shipped_folder, self.own_folder, *map(self.own_folder.joinpath, _BESIDE))
        found = tuple(each for folder in folders for each in _stamps(folder))
        latest = max((changed for *_, changed in found), default=0)
        return found if time.time_ns() - latest > _CLOCK_STEP else None

    def shipped(self) -> dict[str, Path]:
        """The program's own files by name."""
        return _files(self.shipped_folder)

    def own(self) -> dict[str, Path]:
        """The person's files by name."""
        return _files(self.own_folder)

    def examples(self) -> dict[str, Path]:
        """Shipped files that are not in force until they are copied."""
        return _files(self.shipped_folder / _EXAMPLES)

    def own_path(self, name: str) -> Path:
        return self.own_folder / f"{name}.md"

    def copy_own(self, folder: Path) -> None:
        """Copy the person's files, and what is kept beside them, to an empty folder."""
        if self.own_folder.is_dir():
            shutil.copytree(self.own_folder, folder, dirs_exist_ok=True)

    def write(self, name: str, text: str) -> None:
        """Replace the own copy; raises SettingsError."""
        _write(self.own_path(name), text)

    def remove(self, name: str) -> None:
        """Remove the own copy and what is kept beside it; raises SettingsError."""
        try:
            self.own_path(name).unlink(missing_ok=True)
        except OSError as error:
            raise SettingsError(f"Your copy of {name}.md cannot be removed: {error}") from error
        self.forget(name)

    def shipped_then(self, name: str) -> str | None:
        """The shipped text from which the own copy was made, None if it is not known."""
        return _kept(self.own_folder / _SHIPPED_THEN / f"{name}.md")

    def keep_shipped(self, name: str, text: str) -> None:
        """Note that the own copy takes this shipped text into account."""
        _keep(self.own_folder / _SHIPPED_THEN / f"{name}.md", text)

    def last_good(self, name: str) -> str | None:
        """The last text of the own copy that had no mistake."""
        return _kept(self.own_folder / _LAST_GOOD / f"{name}.md")

    def keep_good(self, name: str, text: str) -> None:
        """Note a text of the own copy that has no mistake."""
        _keep(self.own_folder / _LAST_GOOD / f"{name}.md", text)

    def forget(self, name: str) -> None:
        """Drop what is kept beside a copy that is gone."""
        for folder in _BESIDE:
            with contextlib.suppress(OSError):
                (self.own_folder / folder / f"{name}.md").unlink(missing_ok=True)


def text_of(path: Path) -> str:
    """The file's text; raises InstructionError."""
    if not path.is_file():  # a pipe would never end
        raise InstructionError("this is not a file that can be read", path=path, line=1)
    try:
        if path.stat().st_size > _LARGEST:
            raise InstructionError("the file is far too long", path=path, line=1)
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InstructionError("the file is not UTF-8 text", path=path, line=1) from error
    except OSError as error:
        raise InstructionError(
            f"the file cannot be read: {error.strerror}", path=path, line=1
        ) from error


def raw_text(path: Path) -> str:
    """As much of the file as can be shown."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(_LARGEST).decode(errors="replace")
    except OSError:
        return ""


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    paths = sorted(folder.glob("*.md"))
    return {path.stem: path for path in paths if path.name != _MANUAL and path.name[0] != "."}


def _stamps(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    try:
        paths = list(folder.iterdir())
    except OSError:
        return
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            yield str(path), 0, 0, 0
        else:
            changed = max(status.st_mtime_ns, status.st_ctime_ns)
            yield str(path), status.st_ino, status.st_size, changed


def _kept(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _keep(path: Path, text: str) -> None:
    """A folder that cannot be written costs the note, not the work."""
    if _kept(path) != text:
        with contextlib.suppress(SettingsError, UnicodeEncodeError):
            _write(path, text)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".part", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise SettingsError(f"{path.name} cannot be saved: {error.strerror}") from error

"""Mailboxes of other programs on disk.

Owns: what is taken for a mailbox, its name, and reading its messages one by one. Must not:
change or remove a file.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from emailassist.domain.errors import InputError
from emailassist.domain.transfer import FiledMessage, Form
from emailassist.mime import maildir, mbox

_MAILDIR_PARTS = {"cur", "new", "tmp"}


@dataclass(frozen=True, slots=True)
class Found:
    """A Maildir, an mbox file, an .eml file or a folder of them; `name` from where one looked."""

    name: tuple[str, ...]
    path: Path
    form: Form


def mailboxes_at(path: Path, problems: list[str]) -> tuple[Found, ...]:
    """The mailboxes in a file or folder, by their names without the folders that all share.

    What cannot be read is named in `problems`. Raises InputError when there is nothing.
    """
    if path.is_dir():
        found = sorted(_in_folder(path, (), problems), key=lambda each: each.name)
    elif path.is_file():
        form = Form.MBOX if _begins_as_mbox(path, problems) else Form.EML
        found = [Found((), path, form)]
    else:
        raise InputError(f"There is no file or folder {path}.")
    shared = _shared([each.name for each in found])
    return tuple(Found(each.name[shared:], each.path, each.form) for each in found)


def _shared(names: list[tuple[str, ...]]) -> int:
    """How many parts all begin with; a single name is dropped whole, of others the last stays."""
    first, last = min(names, default=()), max(names, default=())
    most = len(first) if first == last else min(map(len, names)) - 1
    count = 0
    while count < most and first[count] == last[count]:
        count += 1
    return count


def _in_folder(folder: Path, name: tuple[str, ...], problems: list[str]) -> Iterator[Found]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    is_maildir = (folder / "cur").is_dir() and (folder / "new").is_dir()
    if is_maildir:
        yield Found(name, folder, Form.MAILDIR)
    elif any(_is_letter(each) for each in inside):
        yield Found(name, folder, Form.EML)
    for each in inside:
        if each.is_dir() and not each.is_symlink():
            if not (is_maildir and each.name in _MAILDIR_PARTS):
                yield from _in_folder(each, (*name, *_folder_names(each)), problems)
        elif not is_maildir and each.is_file() and _begins_as_mbox(each, problems):
            yield Found((*name, each.name.removesuffix(".mbox")), each, Form.MBOX)


def _folder_names(folder: Path) -> tuple[str, ...]:
    """Maildir++ writes ``.A.B`` for B below A; Thunderbird keeps what is below A in ``A.sbd``."""
    if folder.name.startswith("."):
        return tuple(part for part in folder.name.split(".") if part)
    return (folder.name.removesuffix(".sbd"),)


def _begins_as_mbox(path: Path, problems: list[str]) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"From "
    except OSError as error:
        problems.append(_unreadable(path, error))
        return False


def _is_letter(path: Path) -> bool:
    return path.suffix.casefold() == ".eml"


def messages_of(found: Found, problems: list[str]) -> Iterator[FiledMessage]:
    """The messages of a mailbox; what cannot be read is named in `problems` and left out."""
    match found.form:
        case Form.MAILDIR:
            return _of_maildir(found.path, problems)
        case Form.MBOX:
            return _of_mbox(found.path, problems)
        case Form.EML:
            return _of_letters(found.path, problems)


def _of_maildir(folder: Path, problems: list[str]) -> Iterator[FiledMessage]:
    keywords: list[str] = []
    with suppress(OSError, UnicodeDecodeError):  # a Maildir need not have keywords
        keywords = maildir.read_keywords((folder / maildir.KEYWORDS_FILE).read_text("utf-8"))
    for part in ("cur", "new"):
        for path in sorted((folder / part).iterdir()):
            if not path.name.startswith("."):
                yield from _of_file(path, maildir.flags(path.name, keywords), problems)


def _of_mbox(path: Path, problems: list[str]) -> Iterator[FiledMessage]:
    try:
        with path.open("rb") as file:
            yield from mbox.read(file, path.name, problems)
    except OSError as error:
        problems.append(_unreadable(path, error))


def _of_letters(path: Path, problems: list[str]) -> Iterator[FiledMessage]:
    letters = [path] if path.is_file() else sorted(filter(_is_letter, path.iterdir()))
    for each in letters:
        yield from _of_file(each, frozenset(), problems)


def _of_file(path: Path, flags: frozenset[str], problems: list[str]) -> Iterator[FiledMessage]:
    try:
        raw = path.read_bytes()
        received_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return
    if raw.strip():
        yield FiledMessage(path.name, raw, received_at, flags)
    else:
        problems.append(f"{path.name} is empty.")


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path.name} cannot be read: {error.strerror}."

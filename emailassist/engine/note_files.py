"""The files of the notes folders: which there are, and what each says.

Owns: what is read of a file, and the limits for hostile ones. Must not: keep anything.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from emailassist.local import passages, pdf_child
from emailassist.local.passages import Passages
from emailassist.store.notes import Known

MARKDOWN = frozenset({".md", ".markdown"})
PLAIN = frozenset({".txt", ".text"})
PDF = frozenset({".pdf"})
MOST_FILES = 5_000
LARGEST_TEXT = 2_000_000
LARGEST_PDF = 30_000_000
"""Bytes; a larger file is listed with its problem, not read."""
MOST_PAGES = 400
MOST_CHARACTERS = 1_000_000
PDF_SECONDS = 20
PDF_MEMORY = 1_500_000_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says, or the problem with it."""

    title: str
    passages: Passages = ()
    problem: str = ""


def files_in(folders: Sequence[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Every readable note below these folders; hidden files and links out are passed over."""
    found = 0
    for folder in folders:
        for path, stat in _below(folder, _DEEPEST):
            if found == MOST_FILES:
                return
            found += 1
            yield path, stat


def _below(folder: Path, deeper: int) -> Iterator[tuple[Path, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        path = Path(entry.path)
        if entry.is_dir():
            if deeper:
                yield from _below(path, deeper - 1)
        elif entry.is_file() and path.suffix.casefold() in MARKDOWN | PLAIN | PDF:
            with contextlib.suppress(OSError):
                yield path, entry.stat()


def read(path: Path, size: int) -> bytes | None:
    """The file's bytes, None if there are too many; raises OSError."""
    largest = LARGEST_PDF if path.suffix.casefold() in PDF else LARGEST_TEXT
    if size > largest:
        return None
    with path.open("rb") as file:
        data = file.read(largest + 1)
    return data if len(data) <= largest else None


def known_as(data: bytes | None, stat: os.stat_result) -> Known:
    """What the index remembers of a file."""
    digest = hashlib.sha256(data).hexdigest() if data is not None else ""
    return Known(stat.st_mtime_ns, stat.st_size, digest)


async def content(path: Path, data: bytes | None) -> Content:
    """What a file says."""
    if data is None:
        return Content(path.name, problem="It is too large.")
    if path.suffix.casefold() in PDF:
        return await _of_pdf(path.name, data)
    return await asyncio.to_thread(_of_text, path, data)


def _of_text(path: Path, data: bytes) -> Content:
    if b"\0" in data[:4_000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Content(path.name, problem="It is not a text.")
    text = _decoded(data)[:MOST_CHARACTERS]
    markdown = path.suffix.casefold() in MARKDOWN
    title = passages.title_of(text, path.name) if markdown else path.name
    return Content(title, passages.of_text(text, markdown=markdown))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


async def _of_pdf(name: str, data: bytes) -> Content:
    limits = (MOST_PAGES, MOST_CHARACTERS, PDF_SECONDS, PDF_MEMORY)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(pdf_child.__file__), *map(str, limits)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(data), PDF_SECONDS * 1.5)
        answer = json.loads(out)
    except TimeoutError:
        return Content(name, problem="It takes too long to read.")
    except ValueError:
        return Content(name, problem="It needs more memory or time than a file may.")
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if problem := answer.get("problem"):
        return Content(name, problem=str(problem))
    cut = f"Only its first {len(answer['pages'])} pages are read." if answer.get("cut") else ""
    return Content(name, passages.of_pages(answer["pages"]), cut)

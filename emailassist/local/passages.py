"""A note's text cut into passages: by heading, by page, by paragraph.

Owns: where a passage begins and what it is called. Must not: read files, or find anything.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

LONGEST: Final = 900
"""Characters of a passage; paragraphs are joined up to this, and longer ones are cut."""
MOST: Final = 2_000
"""Passages of one file."""
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>.+?)[ \t]*#*$")
_UNDERLINED: Final = re.compile(r"^(?:={3,}|-{3,})[ \t]*$")
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)")
_BLANK: Final = re.compile(r"\n[ \t]*\n+")
_LONGEST_PLACE: Final = 120

Passages = tuple[tuple[str, str], ...]
"""(place, text): place is a heading or a page, '' before the first."""


def of_text(text: str, *, markdown: bool) -> Passages:
    """The passages of a Markdown or plain text file."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    sections = _sections(text) if markdown else iter([("", text)])
    return _limited((place, part) for place, body in sections for part in _parts(body))


def of_pages(pages: Sequence[str]) -> Passages:
    """The passages of pages, each called by the page's number."""
    return _limited(
        (f"page {number}", part)
        for number, page in enumerate(pages, start=1)
        for part in _parts(page.replace("\0", ""))
    )


def title_of(text: str, name: str) -> str:
    """The first heading of a Markdown file if it opens with one, else the file's name."""
    first = next((line for line in text[:2_000].splitlines() if line.strip()), "")
    heading = _HEADING.match(first)
    return heading["text"][:_LONGEST_PLACE] if heading else name


def _sections(text: str) -> Iterator[tuple[str, str]]:
    lines: list[str] = []
    place, in_code = "", False
    for line in text.split("\n"):
        in_code ^= _FENCE.match(line) is not None
        heading = None if in_code else _HEADING.match(line)
        if heading is not None:
            yield place, "\n".join(lines)
            place, lines = heading["text"][:_LONGEST_PLACE], []
        elif not in_code and _UNDERLINED.match(line) and lines and lines[-1].strip():
            title = lines.pop().strip()[:_LONGEST_PLACE]
            yield place, "\n".join(lines)
            place, lines = title, []
        else:
            lines.append(line)
    yield place, "\n".join(lines)


def _parts(body: str) -> Iterator[str]:
    """Paragraphs, joined while they are short."""
    held = ""
    for paragraph in _BLANK.split(body):
        for piece in _pieces(paragraph.strip()):
            if held and len(held) + len(piece) + 2 > LONGEST:
                yield held
                held = ""
            held = f"{held}\n\n{piece}" if held else piece
    if held:
        yield held


def _pieces(paragraph: str) -> Iterator[str]:
    while len(paragraph) > LONGEST:
        cut = max(paragraph.rfind(mark, 200, LONGEST) for mark in ("\n", ". ", " "))
        cut = cut + 1 if cut > 0 else LONGEST
        yield paragraph[:cut].strip()
        paragraph = paragraph[cut:].strip()
    if paragraph:
        yield paragraph


def _limited(passages: Iterator[tuple[str, str]]) -> Passages:
    found: list[tuple[str, str]] = []
    for each in passages:
        if len(found) == MOST:
            break
        found.append(each)
    return tuple(found)

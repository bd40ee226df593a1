"""Text whose lines were wrapped for the way (RFC 3676, format=flowed).

Owns: wrapping lines so that a reader can join them again, and joining them. Must not: decide
whether a part is flowed.
"""

import re

_DEPTH = re.compile(r">*")
_SIGNATURE = "-- "
_WIDTH = 72
_LONGEST_WORD = 900
"""Characters; a line may have 998 (RFC 5322 section 2.1.1)."""


def unfold(text: str, *, delete_space: bool) -> str:
    """Join the flowed lines of `text`; `delete_space` is the parameter DelSp=yes."""
    paragraphs: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, content = _parts(line)
        flowed = content.endswith(" ") and content != _SIGNATURE
        piece = content[:-1] if flowed and delete_space else content
        if open_depth == depth and content != _SIGNATURE:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append(
                [f"{'>' * depth} {piece}" if depth and piece else ">" * depth + piece]
            )
        open_depth = depth if flowed else None
    return "\n".join("".join(pieces) for pieces in paragraphs)


def fold(text: str) -> str:
    """`text` with each of its lines wrapped so that `unfold` joins them again.

    A line that begins with ``>`` is a quote. Blanks at the end of a line are dropped: there they
    would mean that the line goes on.
    """
    return "\n".join(piece for line in text.split("\n") for piece in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """One line as flowed lines of its quote depth (sections 4.2, 4.4 and 4.5)."""
    if line == _SIGNATURE:
        return [line]
    found = _DEPTH.match(line)
    depth = found.end() if found else 0
    content = line[depth:].removeprefix(" ") if depth else line
    mark = f"{'>' * depth} " if depth else ""
    if content == _SIGNATURE:
        return [f"{mark}{content}"]
    pieces = _pieces(content.rstrip(" "), _WIDTH - len(mark))
    if pieces == [""]:
        return [mark.rstrip()]
    return [f"{mark or _stuffing(piece)}{piece}" for piece in pieces]


def _pieces(content: str, width: int) -> list[str]:
    """The content cut behind blanks; every piece but the last ends with one."""
    pieces: list[str] = []
    while len(content) > width:
        at = content.rfind(" ", 1, width) + 1 or content.find(" ", width) + 1
        if not at and len(content) > _LONGEST_WORD:
            pieces.append(content[:_LONGEST_WORD])
            content = content[_LONGEST_WORD:]
            continue
        if not at or content[:at] == _SIGNATURE:
            break
        pieces.append(content[:at])
        content = content[at:]
    return [*pieces, content]


def _stuffing(piece: str) -> str:
    """A blank in front of what would be read, or changed on the way, as something else."""
    return " " if piece.startswith((" ", ">", "From ")) else ""


def _parts(line: str) -> tuple[int, str]:
    """Quote depth and content of a line, its space stuffing undone (section 4.4)."""
    found = _DEPTH.match(line)
    depth = found.end() if found else 0
    return depth, line[depth:].removeprefix(" ")

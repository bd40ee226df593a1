"""Text whose lines were wrapped for the way (RFC 3676, format=flowed).

Owns: joining flowed lines again. Must not: decide whether a part is flowed.
"""

import re

_DEPTH = re.compile(r">*")
_SIGNATURE = "-- "


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
            paragraphs.append([f"{'>' * depth} {piece}" if depth else piece])
        open_depth = depth if flowed else None
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _parts(line: str) -> tuple[int, str]:
    """Quote depth and content of a line, its space stuffing undone (section 4.4)."""
    found = _DEPTH.match(line)
    depth = found.end() if found else 0
    return depth, line[depth:].removeprefix(" ")

"""Changing single fields in the text of an instruction file.

Owns: edits that leave every other character as it is. Must not: judge the text. Pure.
"""

import json
import re

_FENCE = "---"


def with_field(text: str, field: str, value: str) -> str:
    """The text with that plain field of the front matter set, added at its end if need be."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        return text
    line = f"{field}: {value}"
    for number in range(1, end):
        if re.match(rf"{re.escape(field)}\s*:", lines[number]):
            lines[number] = line
            return "\n".join(lines)
    return "\n".join([*lines[:end], line, *lines[end:]])


def quoted(text: str) -> str:
    """A text as YAML reads it whatever signs are in it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)

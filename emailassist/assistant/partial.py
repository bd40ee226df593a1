"""The text of an answer that is still being written.

Owns: reading one string field out of JSON that has not ended. Must not: judge it.
"""

import json
import re

LONGEST = 20_000
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?$")
_LONE_HALF = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}$")


def partial_field(text: str, field: str) -> str:
    """What there is of a string field of a JSON object, '' before it begins."""
    begun = re.search(rf'"{re.escape(field)}"\s*:\s*"', text[:LONGEST])
    if begun is None:
        return ""
    inside = text[begun.end() : begun.end() + LONGEST]
    ended = re.match(r'(?:[^"\\]|\\.)*', inside, re.DOTALL)
    written = ended.group() if ended else ""
    written = _LONE_HALF.sub("", _ESCAPE.sub("", written))
    try:
        value = json.loads(f'"{written}"', strict=False)
    except ValueError:
        return ""
    return str(value)

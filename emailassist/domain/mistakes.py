"""What is wrong with a file that a person wrote, and what to do about it.

Owns: words for what parsers of TOML and YAML complain of in their own language. Must not: parse.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Final

_AT_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_QUOTES: Final = 'Texts stand in quotes: name = "Ana". Numbers, true and false do not.'
_TOML: Final = (
    (
        r"end of (?:a table|an array) declaration",
        "the brackets of a heading are not closed",
        "It looks like [name] or [[name]].",
    ),
    (r"unclosed array", "a list is not closed", 'It looks like ["one", "two"].'),
    (r"unclosed inline table", "a { is not closed", "Put } after its last value."),
    (r"invalid (?:value|date)", "what stands after = is no value", _QUOTES),
    (
        r"cannot overwrite|duplicate|cannot (?:declare|mutate)",
        "this is said twice",
        "Keep one of the two.",
    ),
    (
        r"expected '='|invalid (?:statement|initial)",
        "this is no setting",
        'A line looks like: name = "Ana".',
    ),
    (r"expected newline", "more stands here than one value", "Put each setting on a line."),
    (
        r"unterminated string|(?:illegal|invalid) character '\\n'|expected ['\"\\]",
        "a text is not closed",
        'Put " at its end.',
    ),
    (
        r"\\' in a string|escaped character|invalid hex",
        "a text holds a \\ that means nothing",
        "Write \\\\ for it, or put the text in single quotes.",
    ),
    (r"invalid character|illegal character", "a sign here cannot be read", "Type the line anew."),
)
_YAML: Final = (
    (
        r"mapping values are not allowed",
        "a colon stands inside a text",
        "Put the text in quotes: title: 'Letters: mine'.",
    ),
    (r"could not find expected ':'", "a line has no colon", "A line looks like: name: text."),
    (r"expected ',' or '[\]}]'", "a list or group is not closed", "It looks like [one, two]."),
    (r"'\\t' that cannot start", "a line begins with a tab", "Use spaces instead."),
    (
        r"cannot start any token",
        "a text begins with a sign that means something else here",
        "Put the text in quotes.",
    ),
    (r"unexpected end of stream", "a text in quotes is not closed", "Put the quote at its end."),
    (
        r"expected <block end>|expected the node content|not allowed (?:here|in this context)",
        "the lines of a group do not begin in the same column",
        "Put as many spaces before each of them.",
    ),
    (r"unknown escape", "a text holds a \\ that means nothing", "Put it in single quotes."),
    (r"aliases are not allowed", "aliases are not allowed (& or * before a text)", "Use quotes."),
    (r"undefined (?:alias|tag)|anchor|alias", "a text begins with & or *", "Put it in quotes."),
    (r"special characters|control char", "a sign here cannot be read", "Type the line anew."),
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """`line` counts from 1; `reason` has no full stop, `hint` is a sentence or ''."""

    line: int
    reason: str
    hint: str

    @property
    def sentences(self) -> str:
        """Where it is, what it is."""
        return f"line {self.line}: {self.reason}."


def toml_mistake(text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """What the TOML parser found in `text`."""
    found = _AT_LINE.search(str(error))
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    reason, hint = _in_words(_TOML, _AT_LINE.sub("", str(error)))
    return Mistake(line, reason, hint)


def yaml_mistake(complaint: str) -> tuple[str, str]:
    """Reason and hint for what the YAML parser complains of."""
    return _in_words(_YAML, complaint)


def _in_words(known: tuple[tuple[str, str, str], ...], complaint: str) -> tuple[str, str]:
    for pattern, reason, hint in known:
        if re.search(pattern, complaint, re.IGNORECASE):
            return reason, hint
    plain = complaint.strip().rstrip(".")
    return f"this cannot be read ({plain[:1].lower()}{plain[1:]})", ""

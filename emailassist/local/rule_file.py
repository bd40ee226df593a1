"""The file of rules, `rules.toml`: reading it with the line of what is wrong.

Owns: its format. Must not: touch the disk (the engine does).
"""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from emailassist.domain.errors import RuleFileError

_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_KEYS: Final = ("off",)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What the file says; `off` are names of shipped rules."""

    off: tuple[str, ...] = ()


def read_rule_file(text: str, shipped: Collection[str]) -> RuleFile:
    """The file's rules; `shipped` are the names that may be switched off. Raises RuleFileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(text, error) from error
    for key in data:
        if key not in _KEYS:
            raise RuleFileError(
                f"“{key}” is nothing that a file of rules has",
                line=_line_of(text, key),
                hint=f"It has {', '.join(_KEYS)}.",
            )
    return RuleFile(_off(data.get("off", []), text, shipped))


def _off(value: Any, text: str, shipped: Collection[str]) -> tuple[str, ...]:
    line = _line_of(text, "off")
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleFileError("“off” is a list of names of rules", line=line, hint='off = ["bait"]')
    for name in value:
        if name not in shipped:
            raise RuleFileError(
                f"there is no shipped rule “{name}”",
                line=line,
                hint="`emailassist rules list` names them.",
            )
    return tuple(dict.fromkeys(value))


def _broken(text: str, error: tomllib.TOMLDecodeError) -> RuleFileError:
    found = _AT_LINE.search(str(error))
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    reason = _AT_LINE.sub("", str(error)).strip().rstrip(".")
    return RuleFileError(f"{reason[:1].lower()}{reason[1:]}", line=line)


def _line_of(text: str, key: str, start: int = 1) -> int:
    """The first line from `start` on that sets a key."""
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if n >= start and pattern.match(line)), start)

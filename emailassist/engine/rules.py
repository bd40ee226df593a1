"""The rules: which are in force, how often each fired, and switching them.

Owns: reading and writing the file of rules, and which version of it counts. Must not: look at a
message (`local.rulebook` does).
"""

import asyncio
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog

from emailassist.domain.errors import NotFound, RuleFileError, SettingsError
from emailassist.domain.events import ChangeSet
from emailassist.domain.rule import Precision, ShownRule
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.local.rule_file import RuleFile, read_rule_file
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED
from emailassist.paths import Paths, shipped
from emailassist.store import firings

_NAMES: Final = frozenset(info.name for info in SHIPPED)
_log = structlog.get_logger(__name__)


class Rules:
    """Belongs to the engine's event loop. A broken file leaves the last good one in force."""

    def __init__(self, store: Store, announcer: Announcer, paths: Paths) -> None:
        self._store = store
        self._announcer = announcer
        self._paths = paths
        self._file = RuleFile()
        self._text: str | None = None
        self._changing = asyncio.Lock()
        self.problem = ""
        """Why the file is not in force as it stands, or ''."""

    async def in_force(self) -> Rulebook:
        """The rules as the file says now, or as it last said something that can be read."""
        await self._read()
        return Rulebook(frozenset(self._file.off))

    async def all(self) -> tuple[ShownRule, ...]:
        """Every rule, with how often it was right and how often it fired here."""
        await self._read()
        counts = await self._store.read_aside(firings.counts)
        measured = await asyncio.to_thread(_measured)
        return tuple(
            ShownRule(
                info=info,
                on=info.name not in self._file.off,
                precision=measured.get(info.name),
                fired=counts.get(info.name, 0),
            )
            for info in SHIPPED
        )

    async def switch(self, name: str, *, on: bool) -> None:
        """Switch a rule on or off; raises NotFound, SettingsError, RuleFileError."""
        if name not in _NAMES:
            raise NotFound(
                f"There is no rule “{name}”.", hint="`emailassist rules list` names them."
            )
        async with self._changing:
            text = await self._text_to_change()
            off = [each for each in self._file.off if each != name]
            await self._put(with_off(text, off if on else [*off, name]))

    async def check(self, text: str) -> RuleFile:
        """What a file with that text would say; raises RuleFileError."""
        return read_rule_file(text, _NAMES)

    async def _text_to_change(self) -> str:
        """The file as it is; it must not be broken, for the change would hide why."""
        await self._read()
        if self.problem:
            raise SettingsError(self.problem, hint="Correct the file first.")
        return self._text or ""

    async def _put(self, text: str) -> None:
        await self.check(text)
        await asyncio.to_thread(_write, self._paths.rules, text)
        await self._read()
        self._announcer.tell(ChangeSet(rules=True))

    async def _read(self) -> None:
        text = await asyncio.to_thread(_text_of, self._paths.rules)
        if text == self._text:
            return
        first, self._text = self._text is None, text
        try:
            self._file = read_rule_file(text, _NAMES)
        except RuleFileError as error:
            self.problem = error.sentences
            _log.warning("the file of rules is broken", line=error.line)
            if first:
                self._file = await asyncio.to_thread(_last_good, self._paths.good_rules)
        else:
            self.problem = ""
            await asyncio.to_thread(_write, self._paths.good_rules, text)


def with_off(text: str, off: list[str]) -> str:
    """The text with that list of rules that are off, its other lines untouched."""
    names = ", ".join(f'"{name}"' for name in off)
    line = f"off = [{names}]\n"
    begin, end = _off_span(text)
    return text[:begin] + line + text[end:]


def _off_span(text: str) -> tuple[int, int]:
    """Where the list stands that is there; else the start of the text."""
    place = 0
    for each in text.splitlines(keepends=True):
        if each.lstrip().startswith("["):
            break
        if each.split("=")[0].strip() == "off":
            return place, _end_of_value(text, place)
        place += len(each)
    return 0, 0


def _end_of_value(text: str, begin: int) -> int:
    """The end of the line on which a value that begins there is complete."""
    end = begin
    while end < len(text):
        newline = text.find("\n", end)
        end = len(text) if newline < 0 else newline + 1
        try:
            tomllib.loads(text[begin:end])
        except tomllib.TOMLDecodeError:
            continue
        break
    return end


def _measured() -> Mapping[str, Precision]:
    """What `benchmarks/rules.py` found out about each rule."""
    file = shipped("resources") / "rules.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    sets = tuple(data.get("sets", ()))
    return {
        name: Precision(each["fired"], each["right"], sets)
        for name, each in data.get("rules", {}).items()
    }


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


def _last_good(path: Path) -> RuleFile:
    try:
        return read_rule_file(_text_of(path), _NAMES)
    except (RuleFileError, SettingsError):
        return RuleFile()


def _write(path: Path, text: str) -> None:
    """Write the file as a whole, so that a crash leaves the old or the new one."""
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Check that the disk is not full and the folder can be written to.",
        ) from error

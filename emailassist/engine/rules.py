"""The rules: which are in force, how often each fired, and changing them.

Owns: reading and writing the file of rules, which version of it counts, and what a change does to
messages that are here. Must not: look at a message (`local.rulebook` does).
"""

import asyncio
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.errors import InputError, NotFound, RuleFileError, SettingsError
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.own_rule import OwnRule, meaning
from emailassist.domain.rule import Fired, Precision, RuleInfo, RuleKind, ShownRule
from emailassist.domain.triage import Category, Tier, Verdict
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.rule_matches import matching
from emailassist.local.own_rules import OwnRules
from emailassist.local.rule_file import (
    RuleFile,
    read_rule_file,
    with_off,
    with_rule,
    without_rule,
)
from emailassist.local.rule_sentence import read_sentence
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED
from emailassist.paths import Paths, shipped
from emailassist.store import firings, ruling

_NAMES: Final = frozenset(info.name for info in SHIPPED)
_log = structlog.get_logger(__name__)


class Rules:
    """Belongs to the engine's event loop. A broken file leaves the last good one in force."""

    def __init__(
        self, store: Store, announcer: Announcer, paths: Paths, library: InstructionLibrary
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._paths = paths
        self._library = library
        self._file = RuleFile()
        self._text: str | None = None
        self._changing = asyncio.Lock()
        self.problem = ""
        """Why the file is not in force as it stands, or ''."""

    async def in_force(self) -> Rulebook:
        """The rules as the file says now, or as it last said something that can be read."""
        await self._read()
        return Rulebook(frozenset(self._file.off), OwnRules(self._file.rules))

    async def all(self) -> tuple[ShownRule, ...]:
        """Every rule, those of the person's own first; how often it was right and fired here."""
        await self._read()
        counts = await self._store.read_aside(firings.counts)
        measured = await asyncio.to_thread(_measured)
        titles = {each.name: each.title for each in self._categories()}
        own = (
            ShownRule(
                info=RuleInfo(
                    rule.name, rule.name, rule.says or "Your own rule.", RuleKind.DECIDES
                ),
                on=rule.on,
                precision=None,
                fired=counts.get(rule.name, 0),
                own=True,
                sentence=meaning(rule, titles.get(rule.category, "")),
            )
            for rule in self._file.rules
        )
        theirs = (
            ShownRule(
                info=info,
                on=info.name not in self._file.off,
                precision=measured.get(info.name),
                fired=counts.get(info.name, 0),
            )
            for info in SHIPPED
        )
        return (*own, *theirs)

    async def own(self, name: str) -> OwnRule:
        """A rule of the person's own; raises NotFound."""
        await self._read()
        return self._own(name)

    def _own(self, name: str) -> OwnRule:
        for rule in self._file.rules:
            if rule.name == name:
                return rule
        raise NotFound(f"You have no rule “{name}”.", hint="`emailassist rules list` names them.")

    def title_of(self, category: str) -> str:
        """How the window calls a category."""
        return next((e.title for e in self._categories() if e.name == category), category)

    def _categories(self) -> tuple[Category, ...]:
        return self._library.categories()

    async def understand(self, sentence: str) -> OwnRule:
        """The rule that a sentence says, not yet in force; raises RuleNotUnderstood."""
        await self._read()
        taken = _NAMES | {rule.name for rule in self._file.rules}
        return read_sentence(sentence, self._categories(), taken)

    async def matching(self, rule: OwnRule) -> tuple[MessageKey, ...]:
        """Messages here that it would be about, newest first."""
        return await self._store.read_aside(matching, rule)

    async def put(self, rule: OwnRule, *, instead: str = "", here: bool = True) -> int:
        """Put a rule of one's own in force, in the place of another of one's own if named.

        With `here` it also rules on the messages that are here already, except what the person
        corrected; how many that are. Raises InputError, SettingsError.
        """
        if rule.name in _NAMES:
            raise InputError(f"“{rule.name}” is the name of a shipped rule.")
        async with self._changing:
            text = await self._text_to_change()
            if rule.name != instead and any(e.name == rule.name for e in self._file.rules):
                raise InputError(f"You have a rule “{rule.name}” already.")
            if instead and instead != rule.name:
                text = without_rule(text, instead)
            await self._put(with_rule(text, rule))
            changed = await self._store.write(ruling.withdraw, instead, _now()) if instead else ()
            ruled = await self._rule_on(rule) if here and rule.on else ()
        self._told(*changed, *ruled)
        return len(ruled)

    async def remove(self, name: str) -> OwnRule:
        """Take a rule of one's own away, with what it said of messages; raises NotFound."""
        async with self._changing:
            text = await self._text_to_change()
            rule = self._own(name)
            await self._put(without_rule(text, name))
            changed = await self._store.write(ruling.withdraw, name, _now())
        self._told(*changed)
        return rule

    async def switch(self, name: str, *, on: bool) -> None:
        """Switch a rule on or off; raises NotFound, SettingsError, RuleFileError."""
        if name not in _NAMES:
            rule = await self.own(name)
            await self.put(replace(rule, on=on), instead=name)
            return
        async with self._changing:
            text = await self._text_to_change()
            off = [each for each in self._file.off if each != name]
            await self._put(with_off(text, off if on else [*off, name]))

    async def check(self, text: str) -> RuleFile:
        """What a file with that text would say; raises RuleFileError."""
        return read_rule_file(text, _NAMES, [each.name for each in self._categories()])

    async def check_file(self) -> RuleFile:
        """What the file says now; raises RuleFileError, SettingsError."""
        return await self.check(await asyncio.to_thread(_text_of, self._paths.rules))

    async def _rule_on(self, rule: OwnRule) -> tuple[MessageKey, ...]:
        keys = await self._store.read_aside(matching, rule)
        title = self.title_of(rule.category)
        said = Fired(
            rule.name, rule.name, meaning(rule, title), RuleKind.DECIDES, rule.category, own=True
        )

        def change(verdict: Verdict) -> Verdict:
            needed = verdict.needs_reply if rule.needs_reply is None else rule.needs_reply
            return replace(
                verdict,
                tier=Tier.RULES,
                decided_by=rule.name,
                category=rule.category or verdict.category,
                priority=rule.priority or verdict.priority,
                needs_reply=needed,
                confidence=1.0 if rule.category else verdict.confidence,
                reason=f"Your rule “{rule.name}” says so.",
            )

        return await self._store.write(ruling.rule_on, keys, change, said, _now())

    def _told(self, *changed: MessageKey) -> None:
        self._announcer.tell(ChangeSet(messages=frozenset(changed), lists=bool(changed)))

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
            self._file = await self.check(text)
        except RuleFileError as error:
            self.problem = error.sentences
            _log.warning("the file of rules is broken", line=error.line)
            if first:
                self._file = await asyncio.to_thread(_last_good, self._paths.good_rules)
        else:
            self.problem = ""
            if text or self._paths.good_rules.exists():
                await asyncio.to_thread(_write, self._paths.good_rules, text)


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


def _now() -> datetime:
    return datetime.now(UTC)

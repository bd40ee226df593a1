"""The file of rules, `rules.toml`: reading it with the line of what is wrong, and changing it.

Owns: its format; what a change does not touch stays as the person wrote it. Must not: touch the
disk (the engine does).
"""

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from emailassist.domain.errors import RuleFileError
from emailassist.domain.mistakes import toml_mistake
from emailassist.domain.own_rule import Addressed, OwnRule
from emailassist.domain.triage import Priority

_HEADER: Final = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_ANY_HEADER: Final = re.compile(r"\s*\[")
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_NAME: Final = re.compile(r"[\w][\w .-]{0,59}")
_TEXTS: Final = {
    "from": "sender",
    "to": "to",
    "subject": "subject",
    "text": "text",
    "list": "list_id",
}
_SWITCHES: Final = {
    "attachment": "attachment",
    "known": "known",
    "needs-reply": "needs_reply",
    "on": "on",
}
_WORDS: Final[dict[str, type[Addressed] | type[Priority]]] = {
    "addressed": Addressed,
    "priority": Priority,
}
_KEYS: Final = ("name", *_TEXTS, "attachment", "known", "addressed", "category", "priority")
_ALL_KEYS: Final = (*_KEYS, "needs-reply", "on", "says")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What the file says; `off` are names of shipped rules."""

    off: tuple[str, ...] = ()
    rules: tuple[OwnRule, ...] = ()


def read_rule_file(
    text: str, shipped: Collection[str], categories: Collection[str] | None = None
) -> RuleFile:
    """The file's rules; `shipped` are the names that may be switched off.

    `categories` are the names of those there are; None: whichever. Raises RuleFileError.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(text, error) from error
    for key in data:
        if key not in {"off", "rule"}:
            raise RuleFileError(
                f"“{key}” is nothing that a file of rules has",
                line=_line_of(text, key),
                hint="It has a list “off” and tables [[rule]].",
            )
    tables = data.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        line = _line_of(text, "rule")
        raise RuleFileError("a rule is a table", line=line, hint="It begins with [[rule]].")
    off = _off(data.get("off", []), text, shipped)
    blocks = [first for first, _ in _blocks(text)]
    rules: list[OwnRule] = []
    for number, table in enumerate(tables):
        line = blocks[number] if number < len(blocks) else 1
        rule = _Table(text, line, table).rule(categories)
        if rule.name in shipped or rule.name in {each.name for each in rules}:
            raise RuleFileError(
                f"there is another rule “{rule.name}”", line=_line_of(text, "name", line)
            )
        rules.append(rule)
    return RuleFile(off, tuple(rules))


@dataclass(frozen=True, slots=True)
class _Table:
    """One rule of the file, that begins on a line of its text."""

    text: str
    line: int
    data: dict[str, Any]

    def rule(self, categories: Collection[str] | None) -> OwnRule:
        for key in self.data:
            if key not in _ALL_KEYS:
                raise self._wrong(
                    key, f"“{key}” is nothing that a rule has", f"It has {', '.join(_ALL_KEYS)}."
                )
        fields: dict[str, Any] = {
            **{field: self._texts(key) for key, field in _TEXTS.items() if key in self.data},
            **{field: self._switch(key) for key, field in _SWITCHES.items() if key in self.data},
            **{key: self._word(key) for key in _WORDS if key in self.data},
        }
        rule = OwnRule(
            name=self._name(), category=self._category(categories), says=self._says(), **fields
        )
        if rule.says_nothing:
            raise self._wrong(
                "name",
                f"the rule “{rule.name}” says nothing of a message",
                "It needs a category, a priority or needs-reply.",
            )
        if rule.is_about_all:
            raise self._wrong(
                "name",
                f"the rule “{rule.name}” does not say which messages it is about",
                f"It needs one of {', '.join(_TEXTS)}, attachment, known, addressed.",
            )
        return rule

    def _wrong(self, key: str, reason: str, hint: str = "") -> RuleFileError:
        return RuleFileError(reason, line=_line_of(self.text, key, self.line), hint=hint)

    def _name(self) -> str:
        name = self.data.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self._wrong("name", "a rule needs a name of at most 60 letters and digits")
        return name

    def _says(self) -> str:
        said = self.data.get("says", "")
        if not isinstance(said, str):
            raise self._wrong("says", "“says” is a sentence")
        return said

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.data[key]
        values = [value] if isinstance(value, str) else value
        fine = isinstance(values, list) and values
        if not fine or not all(isinstance(each, str) and each.strip() for each in values):
            raise self._wrong(key, f"“{key}” is a text or a list of texts, none of them empty")
        return tuple(dict.fromkeys(each.strip() for each in values))

    def _switch(self, key: str) -> bool:
        value = self.data[key]
        if not isinstance(value, bool):
            raise self._wrong(key, f"“{key}” is true or false")
        return value

    def _word(self, key: str) -> Addressed | Priority:
        kind = _WORDS[key]
        try:
            return kind(self.data[key])
        except ValueError as error:
            allowed = ", ".join(kind)
            raise self._wrong(key, f"“{key}” is one of {allowed}") from error

    def _category(self, categories: Collection[str] | None) -> str:
        value = self.data.get("category", "")
        known = isinstance(value, str) and (not value or categories is None or value in categories)
        if not known:
            hint = f"There are {', '.join(categories or ())}."
            raise self._wrong("category", f"there is no category “{value}”", hint)
        return str(value)


def with_off(text: str, off: Collection[str]) -> str:
    """The text with that list of shipped rules that are off."""
    names = ", ".join(_quoted(name) for name in off)
    begin, end = _off_span(text)
    return f"{text[:begin]}off = [{names}]\n{text[end:]}"


def with_rule(text: str, rule: OwnRule) -> str:
    """The text with that rule, in the place of the one of the same name if there is one."""
    table = as_table(rule)
    for begin, end in _spans_of(text, rule.name):
        return text[:begin] + table + ("\n" if text[end:].strip() else "") + text[end:]
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{table}"


def without_rule(text: str, name: str) -> str:
    """The text without the rule of that name."""
    for begin, end in _spans_of(text, name):
        return text[:begin] + text[end:]
    return text


def as_table(rule: OwnRule) -> str:
    """The rule as it stands in the file."""
    lines = ["[[rule]]", f"name = {_quoted(rule.name)}"]
    if rule.says:
        lines.append(f"says = {_quoted(rule.says)}")
    for key, field in _TEXTS.items():
        values = getattr(rule, field)
        if values:
            lines.append(f"{key} = [{', '.join(map(_quoted, values))}]")
    for key in ("addressed", "category", "priority"):
        word = getattr(rule, key)
        if word:
            lines.append(f"{key} = {_quoted(str(word))}")
    for key, field in _SWITCHES.items():
        value = getattr(rule, field)
        if value is not None and (key, value) != ("on", True):
            lines.append(f"{key} = {'true' if value else 'false'}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which has the escapes of JSON, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
    found = toml_mistake(text, error)
    return RuleFileError(found.reason, line=found.line, hint=found.hint)


def _line_of(text: str, key: str, start: int = 1) -> int:
    """The first line from `start` on that sets a key, before the next table; else `start`."""
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
    for number, line in enumerate(text.split("\n"), 1):
        if number > start and start > 1 and _ANY_HEADER.match(line):
            break
        if number >= start and pattern.match(line):
            return number
    return start


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The first line of each rule, and the one after its last."""
    lines = text.split("\n")
    heads = [n for n, line in enumerate(lines, 1) if _HEADER.match(line)]
    for head in heads:
        after = (n for n, line in enumerate(lines, 1) if n > head and _ANY_HEADER.match(line))
        yield head, next(after, len(lines) + 1)


def _spans_of(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the rule of that name stands; comments above the next one belong to that."""
    lines = _LINE.findall(text)
    for first, after in _blocks(text):
        end = min(after - 1, len(lines))
        while end > first and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
            end -= 1
        block = "".join(lines[first - 1 : end])
        try:
            (table,) = tomllib.loads(block)["rule"]
        except (tomllib.TOMLDecodeError, KeyError, ValueError):
            continue
        if table.get("name") == name:
            yield len("".join(lines[: first - 1])), len("".join(lines[:end]))


def _off_span(text: str) -> tuple[int, int]:
    """Where the list stands that is there; else the start of the text."""
    place = 0
    for each in _LINE.findall(text):
        if _ANY_HEADER.match(each):
            break
        if each.split("=")[0].strip().strip("\"'") == "off":
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

"""Typed reading of front-matter fields; every refusal names file, line and what is allowed.

Owns: the checks that all fields share. Must not: know what the fields mean.
"""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from emailassist.assistant.faults import together
from emailassist.assistant.front_matter import Field, Value
from emailassist.domain.errors import InstructionError

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_SLUG = 40

Option = TypeVar("Option", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads `fields`; `line` is where the group begins, for fields that are missing."""

    fields: Mapping[str, Field]
    path: Path | None
    line: int

    def fail(self, name: str, reason: str, *, hint: str = "") -> NoReturn:
        raise InstructionError(reason, path=self.path, line=self.line_of(name), hint=hint)

    def line_of(self, name: str) -> int:
        return self.fields[name].line if name in self.fields else self.line

    def allow_only(self, names: Collection[str]) -> None:
        unknown = [
            InstructionError(
                f"unknown field '{name}'",
                path=self.path,
                line=field.line,
                hint=suggestion(name, names),
            )
            for name, field in self.fields.items()
            if name not in names
        ]
        if unknown:
            raise together(unknown)

    def text(self, name: str, default: str | None = None, *, longest: int) -> str:
        """A text of 1 to `longest` characters; required if there is no `default`."""
        value = self._value(name)
        if value is None:
            if default is None:
                self.fail(name, f"the field '{name}' is missing")
            return default
        if not isinstance(value.data, str):
            self._wrong_type(name, value, "a text")
        text = " ".join(value.data.split())
        if not text:
            self.fail(name, f"'{name}' is empty")
        if len(text) > longest:
            self.fail(name, f"'{name}' has {len(text)} characters, at most {longest} are allowed")
        return text

    def slug(self, name: str) -> str:
        """A name of small letters, digits and single dashes."""
        text = self.text(name, longest=_LONGEST_SLUG)
        if not is_slug(text):
            self.fail(
                name,
                f"'{text}' is not a name",
                hint="Use small letters, digits and single dashes, such as 'reply-drafter'.",
            )
        return text

    def choice(self, name: str, options: type[Option], default: Option | None = None) -> Option:
        """One of the members of `options`; required if there is no `default`."""
        if default is not None and name not in self.fields:
            return default
        text = self.text(name, longest=200)
        found = next((option for option in options if option.value == text), None)
        if found is None:
            self.fail(name, f"unknown {name} '{text}'", hint=suggestion(text, list(options)))
        return found

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        value = self._value(name)
        if value is None:
            return float(default)
        if isinstance(value.data, bool) or not isinstance(value.data, int | float):
            self._wrong_type(name, value, "a number")
        if not low <= value.data <= high:
            self.fail(name, f"'{name}' is {value.data:g}, allowed is {low:g} to {high:g}")
        return float(value.data)

    def whole_number(self, name: str, default: int, *, low: int, high: int) -> int:
        number = self.number(name, default, low=low, high=high)
        if not number.is_integer():
            self.fail(name, f"'{name}' must be a whole number")
        return int(number)

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self._value(name)
        if value is None:
            return default
        if not isinstance(value.data, bool):
            self._wrong_type(name, value, "true or false")
        return value.data

    def items(self, name: str) -> Sequence[Value]:
        """The values of a list; an absent list is empty."""
        value = self._value(name)
        if value is None:
            return ()
        if not isinstance(value.data, tuple):
            self._wrong_type(name, value, "a list")
        return value.data

    def texts(
        self, name: str, *, longest: int, most: int, nullable: bool = False
    ) -> tuple[str, ...]:
        """A list of texts, each bounded by `longest` characters.

        `nullable`: an entry may be null, which is read as 'null'.
        """
        items = self.items(name)
        if len(items) > most:
            self.fail(name, f"'{name}' has {len(items)} entries, at most {most} are allowed")
        return tuple(
            "null" if nullable and item.data is None else self._entry(name, item, longest)
            for item in items
        )

    def group(self, name: str) -> "FieldReader":
        """A group of fields under `name`, which must be there."""
        field = self.fields[name]
        if not isinstance(field.value.data, dict):
            self._wrong_type(name, field.value, "a group of fields")
        return FieldReader(field.value.data, self.path, field.line)

    def groups(self, name: str) -> tuple["FieldReader", ...]:
        """A list of groups of fields."""
        return tuple(self._group(name, item) for item in self.items(name))

    def _group(self, name: str, item: Value) -> "FieldReader":
        if not isinstance(item.data, dict):
            raise InstructionError(
                f"an entry of '{name}' must be a group of fields, not {item.type_name}",
                path=self.path,
                line=item.line,
            )
        return FieldReader(item.data, self.path, item.line)

    def _entry(self, name: str, item: Value, longest: int) -> str:
        if not isinstance(item.data, str) or not item.data.strip():
            reason = f"an entry of '{name}' must be a text, not {item.type_name}"
        elif len(item.data) > longest:
            reason = f"an entry of '{name}' is longer than {longest} characters"
        else:
            return " ".join(item.data.split())
        raise InstructionError(
            reason, path=self.path, line=item.line, hint="Put texts with ':' or '#' in quotes."
        )

    def _value(self, name: str) -> Value | None:
        field = self.fields.get(name)
        return field.value if field else None

    def _wrong_type(self, name: str, value: Value, wanted: str) -> NoReturn:
        self.fail(name, f"'{name}' must be {wanted}, not {value.type_name}")


def is_slug(text: str) -> bool:
    """Whether it is small letters, digits and single dashes."""
    return _SLUG.fullmatch(text) is not None and len(text) <= _LONGEST_SLUG


def suggestion(given: str, allowed: Collection[str]) -> str:
    """A hint: what was probably meant, and what is allowed."""
    names = [str(name) for name in allowed]
    close = difflib.get_close_matches(given, names, n=1)
    guess = f"Did you mean '{close[0]}'? " if close else ""
    return f"{guess}Allowed: {', '.join(names) or 'none'}."

"""The YAML front matter of an instruction file, read so that every error knows its line.

Owns: splitting a file into front matter and body, and plain values with the lines they stand on.
Must not: know which fields there are (`instructions` does).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from typing_extensions import override

from emailassist.domain.errors import InstructionError
from emailassist.domain.mistakes import yaml_mistake

MAX_CHARACTERS = 60_000
"""Longer files are refused: no prompt needs it, and a parser should not be fed more."""
_FENCE = "---"
_MAX_DEPTH = 10

_TYPE_NAMES = {
    "str": "a text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "list": "a list",
    "dict": "a group of fields",
    "NoneType": "nothing",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A YAML value and the line (1-based) on which it begins; of a block, its first line."""

    data: "str | bool | int | float | tuple[Value, ...] | dict[str, Field] | None"
    line: int

    @property
    def type_name(self) -> str:
        name = type(self.data).__name__
        return _TYPE_NAMES["list" if name == "tuple" else name]


@dataclass(frozen=True, slots=True)
class Field:
    """A key's line and its value."""

    line: int
    value: Value


@dataclass(frozen=True, slots=True)
class Document:
    """A file's fields, its Markdown body and the line on which the body begins."""

    fields: Mapping[str, Field]
    body: str
    body_line: int


class _Loader(yaml.SafeLoader):
    """Plain values only: dates stay the text that was written, aliases (YAML bombs) are refused.

    `first_line` is the line of the file on which `source` begins.
    """

    def __init__(self, source: str, first_line: int) -> None:
        super().__init__(source)
        self.first_line = first_line

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(None, None, "aliases are not allowed", event.start_mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def split(text: str, path: Path | None) -> Document:
    """Split `text` at its ``---`` lines; raises InstructionError with the line at fault."""
    if len(text) > MAX_CHARACTERS:
        raise InstructionError(
            f"the file is longer than {MAX_CHARACTERS:,} characters", path=path, line=1
        )
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        raise InstructionError(
            "the file must begin with a line of three dashes", path=path, line=1, hint=_SHAPE
        )
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise InstructionError(
            "the front matter is not closed by a line of three dashes",
            path=path,
            line=len(lines),
            hint=_SHAPE,
        )
    fields = _fields("\n".join(lines[1:end]), path)
    return Document(fields, "\n".join(lines[end + 1 :]), end + 2)


_SHAPE = "A file is '---', fields such as 'role: draft', '---', and then the instructions."


def json_fields(value: Value, path: Path | None) -> Mapping[str, Field]:
    """The fields of a JSON object that is written as the text `value`; JSON is YAML, too."""
    source = str(value.data).replace("\t", "  ")
    read = _read(source, path, value.line, "JSON")
    if read is None or not isinstance(read.data, dict):
        raise InstructionError("this is not a JSON object", path=path, line=value.line)
    return read.data


def _fields(source: str, path: Path | None) -> Mapping[str, Field]:
    value = _read(source, path, 2, "YAML")  # the front matter begins on the file's second line
    if value is None:
        raise InstructionError("the front matter is empty", path=path, line=1, hint=_SHAPE)
    if not isinstance(value.data, dict):
        raise InstructionError(
            "the front matter must be fields such as 'role: draft'", path=path, line=value.line
        )
    return value.data


def _read(source: str, path: Path | None, first: int, language: str) -> Value | None:
    """What `source` says, None if nothing; it begins on line `first` of the file."""
    loader = _Loader(source, first)
    last = first + source.count("\n")
    try:
        node = loader.get_single_node()
        return None if node is None else _value(loader, node, path, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + first, last) if mark else first
        reason, hint = yaml_mistake(error.problem or error.context or "")
        raise InstructionError(
            f"this is not valid {language}: {reason}.", path=path, line=line, hint=hint
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InstructionError(
            f"this is not valid {language}: {error}", path=path, line=first
        ) from error
    finally:
        loader.dispose()


def _value(loader: _Loader, node: yaml.Node, path: Path | None, depth: int) -> Value:
    line = node.start_mark.line + loader.first_line
    if depth > _MAX_DEPTH:
        raise InstructionError("the fields are nested too deeply", path=path, line=line)
    if isinstance(node, yaml.SequenceNode):
        return Value(tuple(_value(loader, item, path, depth + 1) for item in node.value), line)
    if isinstance(node, yaml.MappingNode):
        return Value(_mapping(loader, node, path, depth), line)
    data = loader.construct_object(node)
    if data is not None and not isinstance(data, str | bool | int | float):
        raise InstructionError(f"'{node.value}' cannot be used here", path=path, line=line)
    if isinstance(data, str):
        in_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        return Value(_joined(data), line + 1 if in_block else line)
    return Value(data, line)


def _joined(text: str) -> str:
    """The text with the halves of a character that JSON writes as two escapes joined."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: Path | None, depth: int
) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + loader.first_line
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or not isinstance(key, str):
            raise InstructionError("a field's name must be a word", path=path, line=line)
        if key in fields:
            raise InstructionError(
                f"'{key}' is given twice, first on line {fields[key].line}", path=path, line=line
            )
        fields[key] = Field(line, _value(loader, value_node, path, depth + 1))
    return fields

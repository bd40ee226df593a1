"""A JSON schema written in an instruction file, read into an `AnswerSchema`.

Owns: which part of JSON Schema (draft 2020-12) a file may use, and refusing the rest with its
line. Must not: send a schema anywhere; what a model is shown is made anew from the fields.
"""

import re
from functools import partial
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from pydantic_core import SchemaError

from emailassist.assistant.answer_schema import (
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_ENTRIES,
    MOST_FIELDS,
    USUAL_ENTRIES,
    USUAL_TEXT,
    AnswerField,
    AnswerSchema,
    FieldKind,
)
from emailassist.assistant.faults import every
from emailassist.assistant.field_reader import FieldReader, suggestion
from emailassist.domain.errors import InstructionError

_ROOT: Final = ("type", "title", "description", "properties", "required", "additionalProperties")
_EVERY: Final = ("type", "title", "description", "examples", "required", "nullable", "default")
_OF_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "string": ("format", "enum", "minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
    "boolean": (),
    "array": ("items", "maxItems"),
    "object": ("properties", "additionalProperties"),
}
_FORMATS: Final = {
    "date": FieldKind.DATE,
    "date-time": FieldKind.DATE_TIME,
    "time": FieldKind.TIME,
    "email": FieldKind.TEXT,
    "uri": FieldKind.TEXT,
}
_PLAIN: Final = {
    "string": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "integer": FieldKind.INTEGER,
    "boolean": FieldKind.BOOLEAN,
    "array": FieldKind.LIST,
    "object": FieldKind.GROUP,
}
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ -]{0,39}")
_FARTHEST: Final = 1e15
RESERVED: Final = "quotes"
"""The program's own field, in which a model says where it read what it had to convert."""


def read_schema(root: FieldReader) -> AnswerSchema:
    """The answer that `root` declares; raises InstructionError with the line at fault."""
    if "properties" not in root.fields:
        root.fail(
            "type",
            "the schema of the answer has no 'properties'",
            hint="Write 'type: object' and below 'properties:' a field on each line, such as"
            " 'vendor: {type: string}'.",
        )
    root.allow_only((*_ROOT, "$schema"))
    if "type" in root.fields and root.text("type", longest=40) != "object":
        root.fail("type", "the type of the whole answer must be 'object'", hint="Allowed: object.")
    _check_closed(root)
    root.text("title", "", longest=60)
    root.text("description", "", longest=300)
    return AnswerSchema(_properties(root, depth=0))


def folded(name: str) -> str:
    """By which names of fields are compared: small models write `Due date` for `due_date`."""
    return re.sub(r"[ _-]+", "_", name.casefold()).strip("_")


def _properties(group: FieldReader, *, depth: int) -> tuple[AnswerField, ...]:
    inner = group.group("properties")
    if not inner.fields:
        group.fail("properties", "the answer needs at least one field")
    if len(inner.fields) > MOST_FIELDS:
        group.fail("properties", f"at most {MOST_FIELDS} fields are allowed")
    required = _required_names(group, tuple(inner.fields))
    seen: dict[str, str] = {}
    for name in inner.fields:
        _check_name(inner, name, seen)
    return every(
        partial(_property, inner, name, required=name in required, depth=depth)
        for name in inner.fields
    )


def _property(inner: FieldReader, name: str, *, required: bool, depth: int) -> AnswerField:
    return _field(name, inner.group(name), required=required, depth=depth)


def _check_name(inner: FieldReader, name: str, seen: dict[str, str]) -> None:
    if not _NAME.fullmatch(name):
        inner.fail(
            name,
            f"'{name}' is not a name for a field",
            hint="Use at most 40 letters, digits and underscores, such as 'due_date'.",
        )
    key = folded(name)
    if key == RESERVED:
        inner.fail(name, f"'{name}' is a field of the program's own; choose another name")
    if key in seen:
        inner.fail(name, f"'{name}' and '{seen[key]}' cannot be told apart")
    seen[key] = name


def _required_names(group: FieldReader, known: tuple[str, ...]) -> tuple[str, ...]:
    names = []
    for entry in group.items("required"):
        if not isinstance(entry.data, str) or entry.data not in known:
            raise InstructionError(
                f"'required' names '{entry.data}', which is not a field",
                path=group.path,
                line=entry.line,
                hint=suggestion(str(entry.data), known),
            )
        names.append(entry.data)
    return tuple(names)


def _field(name: str, reader: FieldReader, *, required: bool, depth: int) -> AnswerField:
    if "anyOf" in reader.fields:
        reader = _without_null(reader)
        required = False
    written, nullable = _type(reader)
    reader.allow_only((*_EVERY, *_OF_TYPE[written]))
    if isinstance(_data(reader, "required"), bool):
        required = reader.boolean("required", default=False)
    elif "required" in reader.fields and written != "object":
        reader.fail("required", "'required' must be true or false here")
    nullable = reader.boolean("nullable", default=nullable)
    common: dict[str, Any] = {
        "name": name,
        "title": reader.text("title", "", longest=60),
        "description": _description(reader),
        "required": required and not nullable,
    }
    match written:
        case "string":
            return _string(reader, common)
        case "number" | "integer":
            low = _bound(reader, "minimum")
            high = _bound(reader, "maximum")
            if low is not None and high is not None and low > high:
                reader.fail("minimum", "'minimum' is greater than 'maximum'")
            return AnswerField(kind=_PLAIN[written], low=low, high=high, **common)
        case "array":
            return _list(reader, common, depth)
        case "object":
            return _group(reader, common, depth)
        case _:
            return AnswerField(kind=_PLAIN[written], **common)


def _without_null(reader: FieldReader) -> FieldReader:
    """`anyOf: [{type: string}, {type: "null"}]` is how programs write a field that may be null."""
    given = reader.groups("anyOf")
    others = [each for each in given if not _is_null(each)]
    if len(given) != 2 or len(others) != 1:
        reader.fail("anyOf", "'anyOf' may only say that a field may be null")
    around = {name: field for name, field in reader.fields.items() if name != "anyOf"}
    return FieldReader({**around, **others[0].fields}, reader.path, reader.line)


def _is_null(reader: FieldReader) -> bool:
    return "type" in reader.fields and _data(reader, "type") in ("null", None)


def _description(reader: FieldReader) -> str:
    if _data(reader, "default") is not None:
        reader.fail("default", "what a message does not say has no default", hint="Allowed: null.")
    examples = reader.texts("examples", longest=60, most=5)
    such_as = f"such as {', '.join(examples)}" if examples else ""
    told = reader.text("description", "", longest=300)
    return "; ".join(part for part in (told, such_as) if part)


def _type(reader: FieldReader) -> tuple[str, bool]:
    """The field's type, and whether it may also be null: `type: [string, "null"]`."""
    if "type" not in reader.fields:
        if "enum" in reader.fields:
            return "string", False
        if "properties" in reader.fields:
            return "object", False
        reader.fail("type", "the 'type' of this field is missing", hint=suggestion("", _OF_TYPE))
    given = _data(reader, "type")
    if isinstance(given, tuple):
        names = reader.texts("type", longest=20, most=2, nullable=True)
        others = [name for name in names if name != "null"]
        if len(others) != 1 or len(names) != 2:
            reader.fail("type", "a field has one type, and 'null' beside it at most")
        return _known_type(reader, others[0]), True
    return _known_type(reader, reader.text("type", longest=40)), False


def _known_type(reader: FieldReader, name: str) -> str:
    if name in _FORMATS:
        reader.fail(
            "type", f"'{name}' is not a type", hint=f"Write 'type: string' and 'format: {name}'."
        )
    if name not in _OF_TYPE:
        reader.fail("type", f"unknown type '{name}'", hint=suggestion(name, _OF_TYPE))
    return name


def _string(reader: FieldReader, common: dict[str, Any]) -> AnswerField:
    longest = reader.whole_number("maxLength", USUAL_TEXT, low=1, high=LONGEST_TEXT)
    shortest = reader.whole_number("minLength", 0, low=0, high=LONGEST_TEXT)
    if shortest > longest:
        reader.fail("minLength", f"'minLength' is greater than 'maxLength', which is {longest}")
    if "enum" in reader.fields:
        _refuse_beside(reader, "enum", "format", "pattern", "minLength", "maxLength")
        return AnswerField(kind=FieldKind.CHOICE, choices=_choices(reader), **common)
    if "format" in reader.fields:
        name = reader.text("format", longest=40)
        if name not in _FORMATS:
            reader.fail("format", f"unknown format '{name}'", hint=suggestion(name, _FORMATS))
        if _FORMATS[name] is not FieldKind.TEXT:
            _refuse_beside(reader, "format", "pattern", "minLength", "maxLength")
            return AnswerField(kind=_FORMATS[name], **common)
    return AnswerField(
        kind=FieldKind.TEXT,
        longest=longest,
        shortest=shortest,
        pattern=_pattern(reader),
        **common,
    )


def _choices(reader: FieldReader) -> tuple[str, ...]:
    choices = tuple(
        choice
        for choice in reader.texts("enum", longest=80, most=MOST_CHOICES, nullable=True)
        if choice != "null"
    )
    if len(choices) < 1:
        reader.fail("enum", "'enum' needs at least one value")
    if len({choice.casefold() for choice in choices}) < len(choices):
        reader.fail("enum", "'enum' has the same value twice")
    return choices


def _pattern(reader: FieldReader) -> str:
    if "pattern" not in reader.fields:
        return ""
    pattern = reader.text("pattern", longest=200)
    try:
        _compiled(pattern)
    except SchemaError:
        reader.fail(
            "pattern",
            "the pattern cannot be read",
            hint="Look-around and back-references are not supported.",
        )
    return pattern


def _compiled(pattern: str) -> TypeAdapter[str]:
    """By the engine that will check answers: it takes linear time whatever the pattern."""
    return TypeAdapter(Annotated[str, Field(pattern=pattern)])


def _list(reader: FieldReader, common: dict[str, Any], depth: int) -> AnswerField:
    if "items" not in reader.fields:
        reader.fail("type", "a list needs 'items'", hint="Write 'items: {type: string}'.")
    item = _field("", reader.group("items"), required=True, depth=depth)
    if item.kind is FieldKind.LIST:
        reader.fail("items", "a list of lists is not allowed")
    most = reader.whole_number("maxItems", USUAL_ENTRIES, low=1, high=MOST_ENTRIES)
    return AnswerField(kind=FieldKind.LIST, item=item, most=most, **common)


def _group(reader: FieldReader, common: dict[str, Any], depth: int) -> AnswerField:
    if depth > 0:
        reader.fail("type", "an object within an object is not allowed here: one level is enough")
    _check_closed(reader)
    if "properties" not in reader.fields:
        reader.fail("type", "an object needs 'properties'")
    fields = _properties(reader, depth=depth + 1)
    for field in fields:
        if field.kind is FieldKind.LIST:
            reader.fail("properties", f"'{field.name}': a list within an object is not allowed")
    return AnswerField(kind=FieldKind.GROUP, fields=fields, **common)


def _check_closed(reader: FieldReader) -> None:
    if reader.boolean("additionalProperties", default=False):
        reader.fail(
            "additionalProperties",
            "an answer has no other fields than those that are declared",
            hint="Allowed: false.",
        )


def _bound(reader: FieldReader, name: str) -> float | None:
    if name not in reader.fields:
        return None
    return reader.number(name, 0, low=-_FARTHEST, high=_FARTHEST)


def _refuse_beside(reader: FieldReader, given: str, *others: str) -> None:
    for name in others:
        if name in reader.fields:
            reader.fail(name, f"'{name}' cannot stand beside '{given}'")


def _data(reader: FieldReader, name: str) -> object:
    field = reader.fields.get(name)
    return field.value.data if field else None

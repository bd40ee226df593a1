"""A declared answer as the model is shown it: a strict JSON schema, and in words.

Owns: what is sent, made anew from the fields and as short as it can be. Must not: check an
answer.

A model gives each value once. Only for what the message writes in other words (a date that is
"next Friday" there) it adds a quote; everything else code finds by itself (`bearing`).
"""

from collections.abc import Sequence
from typing import Any

from typing_extensions import override

from emailassist.assistant.answer_schema import AnswerField, AnswerSchema, FieldKind
from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.schema_reader import RESERVED
from emailassist.assistant.specialist_output import (
    LONGEST_QUOTE,
    WRITTEN_AS,
    SpecialistAnswer,
    answer_type,
)

_MOST_QUOTES = 12
_TYPES = {
    FieldKind.NUMBER: "number",
    FieldKind.INTEGER: "integer",
    FieldKind.BOOLEAN: "boolean",
}
_WORDS = {
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number",
    FieldKind.INTEGER: "whole number",
    FieldKind.BOOLEAN: "true|false",
}
_RULES = (
    "Take every value from the message, texts letter by letter as they stand there. What it does"
    " not say is null; never guess. Only for a value that the message writes in other words"
    f' (a date as "next Friday", yes or no), add its field and the exact words to "{RESERVED}".'
)


class DeclaredOutput(TolerantOutput[SpecialistAnswer]):
    """The output type of a specialist whose file declares its answer."""

    def __init__(self, name: str, schema: AnswerSchema) -> None:
        super().__init__(answer_type(name, schema))
        self._declared = json_schema(schema)

    @override
    def json_schema(self) -> dict[str, Any]:
        return self._declared


def json_schema(schema: AnswerSchema) -> dict[str, Any]:
    """The strict schema: every field is there, null where it may be missing."""
    quote = {"type": "string", "maxLength": LONGEST_QUOTE}
    name = {"type": "string", "enum": list(_paths(schema.fields))}
    quotes = {
        "type": "array",
        "maxItems": _MOST_QUOTES,
        "items": _object({"field": name, "quote": quote}),
    }
    return _object({field.name: _shown(field) for field in schema.fields} | {RESERVED: quotes})


def in_words(schema: AnswerSchema) -> str:
    """How to answer, for models behind servers that ignore a schema."""
    fields = ", ".join(_line(field) for field in schema.fields)
    quotes = f'"{RESERVED}": [{{"field": text, "quote": text}}]'
    return f"{_RULES}\n\nAnswer with one JSON object and nothing else: {{{fields}, {quotes}}}"


def _paths(fields: Sequence[AnswerField]) -> list[str]:
    paths = []
    for field in fields:
        inner = field.item.fields if field.item is not None else field.fields
        paths += [f"{field.name}.{each.name}" for each in inner] or [field.name]
    return paths


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _shown(field: AnswerField) -> dict[str, Any]:
    spec = _spec(field)
    if not field.required:
        spec["type"] = [spec["type"], "null"]
        if "enum" in spec:
            spec["enum"] = [*spec["enum"], None]
    return spec


def _spec(field: AnswerField) -> dict[str, Any]:
    match field.kind:
        case FieldKind.CHOICE:
            return {"type": "string", "enum": list(field.choices)}
        case FieldKind.LIST:
            item = _shown(field.item) if field.item else {}
            return {"type": "array", "maxItems": field.most, "items": item}
        case FieldKind.GROUP:
            return _object({each.name: _shown(each) for each in field.fields})
        case FieldKind.TEXT:
            return {"type": "string", "maxLength": field.longest}
        case FieldKind.NUMBER | FieldKind.INTEGER | FieldKind.BOOLEAN:
            bounds = {"minimum": field.low, "maximum": field.high}
            given = {name: bound for name, bound in bounds.items() if bound is not None}
            return {"type": _TYPES[field.kind], **given}
        case _:
            return {"type": "string", "maxLength": len(WRITTEN_AS[field.kind])}


def _line(field: AnswerField) -> str:
    return f'"{field.name}": {_words(field)}'


def _words(field: AnswerField) -> str:
    note = f" ({field.description})" if field.description else ""
    null = "" if field.required else "|null"
    return f"{_kind(field)}{null}{note}"


def _kind(field: AnswerField) -> str:
    match field.kind:
        case FieldKind.CHOICE:
            return "|".join(f'"{choice}"' for choice in field.choices)
        case FieldKind.LIST:
            return f"[{_words(field.item) if field.item else ''}]"
        case FieldKind.GROUP:
            return "{" + ", ".join(map(_line, field.fields)) + "}"
        case _:
            return WRITTEN_AS.get(field.kind) or _WORDS[field.kind]

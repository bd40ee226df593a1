"""A declared answer as an output type: what a model must say, checked field by field.

Owns: turning an `AnswerSchema` into a type, and the tolerance for how small models write
numbers, dates and "not given". Must not: judge whether a value is true (`bearing` does).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, create_model, model_validator

from emailassist.assistant.amounts import readings
from emailassist.assistant.answer_schema import AnswerField, AnswerSchema, FieldKind
from emailassist.assistant.outputs import Answer
from emailassist.assistant.schema_reader import RESERVED, folded

LONGEST_QUOTE: Final = 200
_MOST_QUOTES: Final = 20
_NOTHING: Final = frozenset(
    {"", "null", "none", "n/a", "na", "nil", "-", "–", "—", "?", "unknown", "not given"}
    | {"not stated", "not specified", "not mentioned", "not in the message"}
)
_NUMBER: Final = re.compile(r"-?\d+(?:[ \u00a0\u202f.,'’]\d+)*")


class Quote(Answer):
    """Where a model read a value that the message writes in other words."""

    field: str = Field(max_length=100)
    quote: str = Field(max_length=LONGEST_QUOTE)


class SpecialistAnswer(Answer):
    """The answer of a specialist; `answer_type` adds the fields that its file declares."""

    model_config = ConfigDict(serialize_by_alias=True)
    single: ClassVar[frozenset[str]] = frozenset()
    """Names of declared fields that hold one value."""

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, given: object) -> object:
        """`Due date` is what a small model writes for `due_date`."""
        if not isinstance(given, dict):
            return given
        names = {folded(name): name for name in map(_alias, cls.model_fields.items())}
        inner = list(given.values())
        if len(inner) == 1 and isinstance(inner[0], dict) and not names.keys() & _keys(given):
            given = inner[0]  # {"invoice": {…}}
        if not names.keys() & _keys(given):
            raise ValueError("the answer has none of its fields")
        named = {names.get(folded(str(key)), key): value for key, value in given.items()}
        return cls._with_quotes_apart(named)

    @classmethod
    def _with_quotes_apart(cls, given: dict[Any, Any]) -> dict[Any, Any]:
        """`{"value": …, "quote": …}` is how some models answer when they hear of quotes."""
        quotes: list[object] = []
        for name in cls.single & given.keys():
            value = given[name]
            if isinstance(value, dict) and "value" in value:
                given[name] = value["value"]
                quotes.append({"field": name, "quote": value.get("quote", "")})
        if quotes:
            given[RESERVED] = [*_quotes(given.get(RESERVED)), *quotes]
        return given

    def values(self) -> Mapping[str, Any]:
        """The declared fields as plain data, those that are not given left out."""
        data = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in data.items() if name != RESERVED}

    def quotes_for(self, path: str) -> tuple[str, ...]:
        """The quotes that the model gave for a field, such as `due_date` or `legs.from`."""
        given: Sequence[Quote] = getattr(self, RESERVED)
        return tuple(each.quote for each in given if folded(each.field) == folded(path))


def _keys(given: Mapping[Any, Any]) -> set[str]:
    return {folded(str(key)) for key in given}


def _alias(entry: tuple[str, Any]) -> str:
    name, field = entry
    return field.alias or name


@cache
def answer_type(name: str, schema: AnswerSchema) -> type[SpecialistAnswer]:
    """The type of the answer of the specialist `name`."""
    quotes: Any = Annotated[tuple[Quote, ...], BeforeValidator(_quotes)]
    made = create_model(
        name, __base__=SpecialistAnswer, quotes=(quotes, ()), **_members(schema.fields)
    )
    several = {FieldKind.GROUP, FieldKind.LIST}
    made.single = frozenset(each.name for each in schema.fields if each.kind not in several)
    return made


def _members(fields: Sequence[AnswerField]) -> dict[str, Any]:
    """Under names of our own: a declared one might mean something to the model's class."""
    return {f"field_{number}": _member(field) for number, field in enumerate(fields)}


def _member(field: AnswerField) -> Any:
    kind = _type_of(field)
    if field.required:
        return kind, Field(alias=field.name)
    optional: Any = Annotated[kind | None, BeforeValidator(_none_if_nothing)]
    return optional, Field(default=None, alias=field.name)


def _type_of(field: AnswerField) -> Any:
    match field.kind:
        case FieldKind.TEXT:
            bounds = Field(
                min_length=max(1, field.shortest),
                max_length=field.longest,
                pattern=field.pattern or None,
            )
            return Annotated[str, bounds, BeforeValidator(_text)]
        case FieldKind.NUMBER:
            return Annotated[float, Field(ge=field.low, le=field.high), BeforeValidator(_number)]
        case FieldKind.INTEGER:
            return Annotated[int, Field(ge=field.low, le=field.high), BeforeValidator(_number)]
        case FieldKind.BOOLEAN:
            return bool
        case FieldKind.CHOICE:
            one: Any = Literal[field.choices]
            return Annotated[one, BeforeValidator(partial(_one_of, field.choices))]
        case FieldKind.LIST:
            assert field.item is not None  # noqa: S101  # the reader refuses a list of nothing
            entries: Any = tuple.__class_getitem__((_type_of(field.item), ...))
            return Annotated[entries, BeforeValidator(partial(_entries, field.most))]
        case FieldKind.GROUP:
            return create_model(field.name or "entry", __base__=_Group, **_members(field.fields))
        case _:
            return Annotated[str, BeforeValidator(partial(_moment, field.kind))]


class _Group(SpecialistAnswer):
    """The fields of an object within an answer."""


WRITTEN_AS: Final[Mapping[FieldKind, str]] = {
    FieldKind.DATE: "YYYY-MM-DD",
    FieldKind.DATE_TIME: "YYYY-MM-DDTHH:MM",
    FieldKind.TIME: "HH:MM",
}


def _none_if_nothing(value: object) -> object:
    if isinstance(value, str) and value.strip().casefold() in _NOTHING:
        return None
    return None if value in ([], {}) else value


def _text(value: object) -> object:
    """A number is what a small model writes for a code of digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def _number(value: object) -> object:
    """`1.249,00 €` is a number, too, if it can be read in one way only."""
    if not isinstance(value, str):
        return value
    found = _NUMBER.findall(value)
    if len(found) != 1:
        return value
    read = readings(found[0].lstrip("-"))
    if len(read) != 1:
        raise ValueError("must be a number without thousands separators")
    return float(next(iter(read))) * (-1 if found[0].startswith("-") else 1)


def _one_of(choices: tuple[str, ...], value: object) -> object:
    if not isinstance(value, str):
        return value
    return next((each for each in choices if folded(each) == folded(value)), value)


def _entries(most: int, value: object) -> object:
    entries = value if isinstance(value, list | tuple) else [value]
    return tuple(each for each in entries if _none_if_nothing(each) is not None)[:most]


def _moment(kind: FieldKind, value: object) -> object:
    """The moment in the one form that is kept; what is no day or time at all is refused."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        return _FORMS[kind](text)
    except ValueError:
        raise ValueError(f"must be a {kind} written as {WRITTEN_AS[kind]}") from None


def _day(text: str) -> str:
    return datetime.fromisoformat(text).date().isoformat()


def _moment_of(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%dT%H:%M}"


def _time(text: str) -> str:
    bare = text.partition("T")[2] or text
    return f"{time.fromisoformat(bare.zfill(5)):%H:%M}"


_FORMS: Final[Mapping[FieldKind, Callable[[str], str]]] = {
    FieldKind.DATE: _day,
    FieldKind.DATE_TIME: _moment_of,
    FieldKind.TIME: _time,
}


def _quotes(value: object) -> tuple[Quote, ...]:
    """The quotes that can be read: a bad one must not cost the answer."""
    if isinstance(value, dict):  # {"due_date": "by Friday"}
        value = [{"field": name, "quote": quote} for name, quote in value.items()]
    if not isinstance(value, list | tuple):
        return ()
    quotes = []
    for entry in value[:_MOST_QUOTES]:
        try:
            quotes.append(Quote.model_validate(entry))
        except ValueError:
            continue
    return tuple(quotes)

"""A specialist's answer as a finding: each value with the words of the message that bear it.

Owns: which value counts as stated, read out of a quote, or not in the message. Must not: call a
model. Pure; CPU work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from emailassist.assistant.answer_schema import AnswerField, FieldKind
from emailassist.assistant.bearing import Passage, first_within
from emailassist.assistant.instructions import Instructions
from emailassist.assistant.specialist_output import SpecialistAnswer
from emailassist.domain.finding import Finding, FoundValue

MOST_VALUES: Final = 120
_MOST_COUNTED_IN_WORDS: Final = 100
_SHORTEST_QUOTE: Final = 3


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A single value: `path` as in `legs[0].from`, `declared` as in `legs.from`."""

    field: AnswerField
    path: str
    declared: str
    title: str
    value: Any
    number: int


def finding_of(
    instructions: Instructions, answer: SpecialistAnswer, passages: Sequence[Passage]
) -> Finding | None:
    """What the specialist found, None if that is nothing."""
    if instructions.schema is None:
        return None
    values = answer.values()
    leaves = list(_leaves(instructions.schema.fields, values))[:MOST_VALUES]
    found = tuple(_found(leaf, answer.quotes_for(leaf.declared), passages) for leaf in leaves)
    return Finding(instructions.name, instructions.title, found) if found else None


def title_of(field: AnswerField) -> str:
    """What a person reads: `due_date` is "Due date"."""
    words = " ".join(field.name.replace("_", " ").replace("-", " ").split())
    return field.title or words[:1].upper() + words[1:]


def _leaves(fields: Sequence[AnswerField], values: Any) -> Iterator[_Leaf]:
    for field in fields:
        value = values.get(field.name)
        if value is not None:
            yield from _of_field(field, value)


def _of_field(field: AnswerField, value: Any) -> Iterator[_Leaf]:
    title = title_of(field)
    if field.kind is FieldKind.LIST and field.item is not None:
        for number, entry in enumerate(value):
            counted = f"{title} {number + 1}" if len(value) > 1 else title
            path = f"{field.name}[{number}]"
            yield from _parts(field.item, entry, path, field.name, counted, number)
    else:
        yield from _parts(field, value, field.name, field.name, title, 0)


def _parts(
    field: AnswerField, value: Any, path: str, declared: str, title: str, number: int
) -> Iterator[_Leaf]:
    if field.kind is not FieldKind.GROUP:
        yield _Leaf(field, path, declared, title, value, number)
        return
    for inner in field.fields:
        found = value.get(inner.name)
        if found is not None:
            yield _Leaf(
                inner,
                f"{path}.{inner.name}",
                f"{declared}.{inner.name}",
                f"{title}: {title_of(inner)}",
                found,
                number,
            )


def _found(leaf: _Leaf, quotes: Sequence[str], passages: Sequence[Passage]) -> FoundValue:
    text = _as_text(leaf.value)
    quote = quotes[leaf.number] if leaf.number < len(quotes) else ""
    cited = _cited(quote, passages)
    if cited is not None:
        passage, span = cited
        place = first_within(passage.places(leaf.field.kind, text), span)
        if place is not None:
            return _placed(leaf, text, passage, place, stated=True)
    for passage in passages:
        place = first_within(passage.places(leaf.field.kind, text), None)
        if place is not None:
            return _placed(leaf, text, passage, place, stated=True)
    if cited is not None and _may_be_read_out(leaf.field.kind, text):
        return _placed(leaf, text, *cited, stated=False)
    return FoundValue(leaf.path, leaf.title, text, stated=False)


def _cited(quote: str, passages: Sequence[Passage]) -> tuple[Passage, tuple[int, int]] | None:
    if len(quote.strip()) < _SHORTEST_QUOTE:
        return None
    for passage in passages:
        span = passage.quoted(quote)
        if span is not None:
            return passage, span
    return None


def _placed(
    leaf: _Leaf, text: str, passage: Passage, place: tuple[int, int], *, stated: bool
) -> FoundValue:
    start, end = place
    quote = passage.text[start:end]
    return FoundValue(leaf.path, leaf.title, text, quote, start, end, passage.part, stated)


def _may_be_read_out(kind: FieldKind, text: str) -> bool:
    """Whether a value may follow from words that do not hold it.

    A day may ("in two weeks"), a count may ("two nights"); a code, an address or a sum of money
    is in the message or it is invented.
    """
    if kind in {FieldKind.NUMBER, FieldKind.INTEGER}:
        return text.isdigit() and int(text) <= _MOST_COUNTED_IN_WORDS
    if kind is FieldKind.TEXT:
        return not any(char.isdigit() or char in "@/\\" for char in text) and "." not in text
    return True


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)

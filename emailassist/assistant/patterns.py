"""What code alone can fill in of a specialist's answer, where no model that writes is at hand.

Owns: which facts of `local` fit a declared field by its kind and name. Must not: choose between
two values: where there is more than one, the field stays empty. Pure; CPU work.
"""

import re
from collections.abc import Sequence
from typing import Final

from emailassist.assistant.answer_schema import AnswerField, FieldKind
from emailassist.assistant.finding_reader import title_of
from emailassist.assistant.instructions import Instructions
from emailassist.domain.finding import Finding, FoundValue
from emailassist.domain.triage import Fact, FactKind
from emailassist.local.clocks import is_time_of_day

_BY_NAME: Final = (
    (re.compile(r"iban|bank_?account", re.IGNORECASE), FactKind.IBAN),
    (re.compile(r"phone|mobile|tel(?:_|$)", re.IGNORECASE), FactKind.PHONE),
    (re.compile(r"flight", re.IGNORECASE), FactKind.FLIGHT),
    (re.compile(r"order", re.IGNORECASE), FactKind.ORDER),
    (re.compile(r"link|url", re.IGNORECASE), FactKind.LINK),
    (re.compile(r"address", re.IGNORECASE), FactKind.ADDRESS),
)
_NUMBER: Final = re.compile(r"number|(?:^|_)(?:no|nr|id|code)$|reference", re.IGNORECASE)
_INVOICE: Final = re.compile(r"invoice|bill", re.IGNORECASE)
_MONEY: Final = re.compile(r"amount|total|price|sum|cost|fee|net|gross", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"currency", re.IGNORECASE)
_DUE: Final = re.compile(r"due|deadline|until|expir|pay.*by|latest", re.IGNORECASE)


_ENOUGH: Final = 2
"""Values that make a finding: a currency alone says nothing."""


def filled_by_patterns(instructions: Instructions, facts: Sequence[Fact]) -> Finding | None:
    """The fields that code recognises without doubt, None if there are none."""
    if instructions.schema is None:
        return None
    about_invoices = bool(_INVOICE.search(f"{instructions.name} {instructions.title}"))
    found = (
        _value(field, facts, about_invoices=about_invoices) for field in instructions.schema.fields
    )
    values = tuple(value for value in found if value is not None)
    if len(values) < min(_ENOUGH, len(instructions.schema.fields)):
        return None
    return Finding(instructions.name, instructions.title, values, by_patterns=True)


def _value(field: AnswerField, facts: Sequence[Fact], *, about_invoices: bool) -> FoundValue | None:
    match field.kind:
        case FieldKind.DATE | FieldKind.DATE_TIME:
            kinds = {FactKind.DEADLINE} if _DUE.search(field.name) else {FactKind.DATE}
            longest = 10 if field.kind is FieldKind.DATE else 16
            days = [f for f in facts if f.kind in kinds and not is_time_of_day(f.text)]
            return _only(field, days, longest)
        case FieldKind.NUMBER if _MONEY.search(field.name):
            return _part_of_amount(field, facts, 0)
        case FieldKind.CHOICE | FieldKind.TEXT if _CURRENCY.search(field.name):
            return _part_of_amount(field, facts, 1)
        case FieldKind.TEXT:
            kind = _kind_of(field.name, about_invoices=about_invoices)
            return _only(field, [f for f in facts if f.kind is kind])
        case _:
            return None


def _kind_of(name: str, *, about_invoices: bool) -> FactKind | None:
    if _NUMBER.search(name) and (about_invoices or _INVOICE.search(name)):
        return FactKind.INVOICE
    return next((kind for pattern, kind in _BY_NAME if pattern.search(name)), None)


def _only(field: AnswerField, facts: Sequence[Fact], longest: int = 200) -> FoundValue | None:
    """The value if all these facts have the same."""
    values = {fact.value or fact.text for fact in facts}
    if len(values) != 1:
        return None
    fact = facts[0]
    return _found(field, (fact.value or fact.text)[:longest], fact)


def _part_of_amount(field: AnswerField, facts: Sequence[Fact], part: int) -> FoundValue | None:
    amounts = [fact for fact in facts if fact.kind is FactKind.AMOUNT and " " in fact.value]
    parts = {fact.value.split(" ")[part] for fact in amounts}
    if len(parts) != 1:
        return None
    value = parts.pop()
    if field.kind is FieldKind.CHOICE and value not in field.choices:
        return None
    return _found(field, value, amounts[0])


def _found(field: AnswerField, value: str, fact: Fact) -> FoundValue:
    return FoundValue(field.name, title_of(field), value, fact.text, fact.start, fact.end)

"""The categories in the classifier's file.

Owns: what may be said of a category. Must not: know the other fields of a file.
"""

import re
from functools import partial

from emailassist.assistant.faults import every
from emailassist.assistant.field_reader import FieldReader
from emailassist.domain.triage import Category

_FIELDS = ("name", "title", "description", "colour", "examples")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_COLOURS = ("#0b7285", "#5f3dc4", "#2b8a3e", "#a61e4d", "#364fc7", "#d9480f", "#087f5b", "#862e9c")
"""For categories that choose none: legible on light and dark, by the order of the file."""


def read_categories(fields: FieldReader) -> tuple[Category, ...]:
    """All categories, at least two; raises InstructionError with the line."""
    groups = fields.groups("categories")
    if len(groups) < 2:
        fields.fail("categories", "at least two categories are needed")
    if len(groups) > 40:
        fields.fail("categories", "at most 40 categories are allowed")
    seen: set[str] = set()
    return every(
        partial(_category, group, seen, _COLOURS[number % len(_COLOURS)])
        for number, group in enumerate(groups)
    )


def _category(group: FieldReader, seen: set[str], spare: str) -> Category:
    """Name and description are enough: the title is the name in words, the colour a spare one."""
    group.allow_only(_FIELDS)
    name = group.slug("name")
    if name == "unsure":
        group.fail("name", "'unsure' stands for 'no category' and cannot be one")
    if name in seen:
        group.fail("name", f"there are two categories named '{name}'")
    seen.add(name)
    colour = group.text("colour", spare, longest=20)
    if not _COLOUR.fullmatch(colour):
        group.fail("colour", f"'{colour}' is not a colour", hint='Write it like "#4c6ef5".')
    return Category(
        name=name,
        title=group.text("title", name.replace("-", " ").capitalize()[:40], longest=40),
        description=group.text("description", longest=400),
        colour=colour.lower(),
        examples=group.texts("examples", longest=500, most=200),
    )

"""Where in a message values stand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.assistant.answer_schema import FieldKind
from emailassist.assistant.bearing import Passage
from emailassist.domain.finding import Part

WRITTEN = datetime(2026, 11, 18, 9, tzinfo=UTC)


def words(text: str, kind: FieldKind, value: str) -> list[str]:
    passage = Passage(Part.TEXT, text, "en", WRITTEN)
    return [text[start:end] for start, end in passage.places(kind, value)]


@pytest.mark.parametrize(
    ("text", "kind", "value", "found"),
    [
        ("from ACME\n Timber, Ltd.", FieldKind.TEXT, "Acme Timber, Ltd", ["ACME\n Timber, Ltd"]),
        ("O’Neill – Sons", FieldKind.TEXT, "O'Neill - Sons", ["O’Neill – Sons"]),
        ("Acmeville", FieldKind.TEXT, "Acme", []),
        ("ref. RE 2026/00-42!", FieldKind.TEXT, "RE2026-0042", ["RE 2026/00-42"]),
        ("ref. RE 2026/00-421", FieldKind.TEXT, "RE2026-0042", []),
        ("call +34 600 12 34 56", FieldKind.TEXT, "+34600123456", ["34 600 12 34 56"]),
        ("12 boards, 1.234,5 kg, 1234.5", FieldKind.NUMBER, "1234.5", ["1.234,5", "1234.5"]),
        ("on 12 March at 12:12", FieldKind.INTEGER, "12", []),
        ("a refund of -40 EUR", FieldKind.NUMBER, "-40.0", ["40"]),
        ("$ 30 million", FieldKind.NUMBER, "30000000", ["30 million"]),
        ("pay 5 $ now", FieldKind.CHOICE, "USD", ["5 $"]),
        ("by 3.12.2026", FieldKind.DATE, "2026-12-03", ["3.12.2026"]),
        ("3 December 2027", FieldKind.DATE, "2026-12-03", []),
        ("see you tomorrow", FieldKind.DATE, "2026-11-19", ["tomorrow"]),
        ("at 2:30 pm", FieldKind.TIME, "14:30", ["2:30 pm"]),
        ("at 2:30 am", FieldKind.TIME, "14:30", []),
        ("3 December, 14:30", FieldKind.DATE_TIME, "2026-12-03T14:30", ["3 December, 14:30"]),
        ("3 December, 15:30", FieldKind.DATE_TIME, "2026-12-03T14:30", []),
        ("yes", FieldKind.BOOLEAN, "yes", []),
    ],
)
def test_values_are_found_however_they_are_written(
    text: str, kind: FieldKind, value: str, found: list[str]
) -> None:
    assert words(text, kind, value) == found


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=80), st.text(max_size=30), st.sampled_from([FieldKind.TEXT, FieldKind.CHOICE])
)
def test_any_text_is_searched_and_places_lie_in_it(text: str, value: str, kind: FieldKind) -> None:
    passage = Passage(Part.TEXT, text, "en", WRITTEN)
    for start, end in passage.places(kind, value):
        assert 0 <= start < end <= len(text)
    span = passage.quoted(text[10:40])
    if span is not None:
        assert text[slice(*span)].casefold().split() == text[10:40].casefold().split()

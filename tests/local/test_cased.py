"""Words are found whatever their case, at the places that the text itself has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.local import ask_words, bait_words, cues, fraud_words, polite_words
from emailassist.local.cased import Caseless

ALL = [
    (name, found)
    for module in (ask_words, bait_words, cues, fraud_words, polite_words)
    for name, found in vars(module).items()
    if isinstance(found, Caseless)
]


@pytest.mark.parametrize("text", ["Please CONFIRM Über", "\u0130stanbul: please CONFIRM Über"])
def test_a_place_is_that_of_the_text(text: str) -> None:
    found = Caseless(r"\bconfirm\b", r"\bübel\b").search(text)
    assert found is not None
    assert text[found.start() : found.end()] == "CONFIRM"
    whole = Caseless(r"\bconfirm über")
    assert [each.start() for each in whole.finditer(text)] == [found.start()]
    assert whole.match(text, found.start())


@pytest.mark.parametrize(("name", "words"), ALL, ids=[name for name, _ in ALL])
def test_patterns_are_written_in_lower_case(name: str, words: Caseless) -> None:
    letters = re.sub(r"\\.", "", words.pattern)
    assert letters == letters.lower()


@given(st.lists(st.sampled_from([" ", "a", "b", "AB", "b c", ".", "x"]), max_size=12))
def test_alternatives_find_what_the_whole_finds(parts: list[str]) -> None:
    text = "".join(parts)
    words = Caseless(r"\bab\b", r"b\s?c", r"(?:b|x)+a", r"x")
    found, wanted = words.search(text), re.search(words.pattern, text, re.IGNORECASE)
    assert (found and found.span()) == (wanted and wanted.span())

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.local.injection_words import INJECTION_SIGNS
from emailassist.local.required import Searched, required

WAYS = [way for sign in INJECTION_SIGNS for way in sign.ways]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"ignore", {"ignore"}),
        (r"\b(?:ignore|forget) all\b", {"ignore", "forget"}),
        (r"(?:very )?old (?:rules|orders)", {"rules", "orders"}),
        (r"x*", set()),
        (r"(?:one|\w+)", set()),
        (r"(?:abc){2,}z", {"abc"}),
    ],
)
def test_what_a_match_cannot_do_without(pattern: str, literals: set[str]) -> None:
    assert required(re.compile(pattern)) == literals


@given(st.data())
def test_nothing_is_missed(data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(WAYS))
    text = data.draw(st.from_regex(way.pattern))
    if way.pattern.search(text):
        folded = text.translate({0x17F: "s", 0x131: "i", 0x130: "i"})
        assert Searched.of(way.pattern).found_in(folded, folded.lower())


def test_nearly_every_way_of_giving_orders_is_looked_for_quickly() -> None:
    assert sum(bool(way.literals) for way in WAYS) > 0.9 * len(WAYS)

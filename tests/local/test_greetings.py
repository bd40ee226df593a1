"""Whom a greeting names."""

import pytest

from emailassist.local.greetings import addressee_of, greets_a_group


@pytest.mark.parametrize(
    "greeting",
    ["Dear Residents,", "Dear Students,", "Chers Locataires,", "Estimados Propietarios:"],
)
def test_many_are_nobody_by_name(greeting: str) -> None:
    text = f"{greeting}\n\nThe lift is out of order."
    assert greets_a_group(text)
    assert addressee_of(text) == ""


def test_a_person_is_greeted_by_name() -> None:
    text = "Dear Clara,\n\nThe lift is out of order."
    assert addressee_of(text) == "Clara"
    assert not greets_a_group(text)

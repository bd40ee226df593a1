"""Signs that show beside earlier mail only."""

from dataclasses import replace

import pytest

from emailassist.domain.address import Address
from emailassist.domain.task import History
from emailassist.local.history_signs import history_signs
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

OLD, NEW = "ES9121000418450200051332", "DE89370400440532013000"


@pytest.mark.parametrize(
    ("text", "payees", "warned"),
    [
        (f"Please pay to {NEW}.", (OLD,), True),
        (f"Please pay to {OLD}.", (OLD,), False),
        (f"Not to {OLD} but to {NEW}, please.", (OLD,), False),
        (f"Please pay to {NEW}.", (), False),
        ("Please pay.", (OLD,), False),
    ],
)
def test_a_payee_that_changed(
    make_task: MakeTask, text: str, payees: tuple[str, ...], *, warned: bool
) -> None:
    task = replace(make_task(text, known_sender=True), history=History(payees=payees))
    found = [each.text for each in Rulebook().warnings(task)]
    assert any("DE89…3000" in each and "ES91…1332" in each for each in found) == warned
    assert Rulebook(off=frozenset({"changed-payee"})).warnings(task) == ()


@pytest.mark.parametrize(
    ("sender", "rule"),
    [
        ("Bea Costa <bea@elsewhere.example>", "borrowed-name"),
        ("Bea Costa <bea@mail.office-norte.example>", ""),
        ("Tom <tom@officenorte.example>", "almost-known-domain"),
        ("Tom <tom@office-norte.test>", "almost-known-domain"),
        ("Tom <tom@other.example>", ""),
    ],
)
def test_names_and_domains_that_are_almost_known(
    make_task: MakeTask, sender: str, rule: str
) -> None:
    friend = Address("Bea Costa", "bea@office-norte.example")
    known = History(
        letters=0,
        namesakes=(friend,) if sender.startswith("Bea") else (),
        domains=frozenset({"office-norte.example"}),
    )
    task = replace(make_task("Hello", sender=sender), history=known)
    assert [sign.rule for sign in history_signs(task)] == ([rule] if rule else [])
    assert "first-mail" in {each.rule for each in Rulebook().fired(task)}

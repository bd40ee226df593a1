"""The rules that fired, and switching them off."""

import pytest

from emailassist.domain.errors import RuleFileError
from emailassist.domain.rule import RuleKind
from emailassist.domain.triage import WarningKind
from emailassist.local.rule_file import read_rule_file
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED
from tests.local.conftest import MakeTask

NAMES = [info.name for info in SHIPPED]
FRAUD = "PayPal Service <support@pay-secure.example>"
TEXT = "Your account has been locked. Confirm your identity immediately: https://x.example/a"


def test_every_rule_has_a_name_of_its_own_and_a_reason() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(info.title and info.why.endswith(".") for info in SHIPPED)


def test_all_that_fired_is_told_not_only_what_decided(make_task: MakeTask) -> None:
    task = make_task(TEXT, sender=FRAUD)
    fired = {each.rule: each for each in Rulebook().fired(task)}
    assert fired["several-fraud-signs"].category == "spam-phishing"
    assert fired["claims-brand"].kind is RuleKind.WARNS
    assert fired["to-me"].said == "It is addressed to you alone."


def test_a_rule_that_is_off_neither_decides_nor_warns_nor_shows(make_task: MakeTask) -> None:
    task = make_task(TEXT, sender=FRAUD)
    book = Rulebook(off=frozenset({"claims-brand"}))
    assert "claims-brand" not in {each.rule for each in book.fired(task)}
    assert not any("claims to be" in warning.text for warning in book.warnings(task))
    assert book.decide(task) is None
    assert Rulebook().decide(task) is not None
    assert WarningKind.PHISHING in {warning.kind for warning in book.warnings(task)}


def test_a_file_of_switches() -> None:
    assert read_rule_file('# mine\noff = ["bait", "receipt"]\n', NAMES).off == ("bait", "receipt")
    assert read_rule_file("", NAMES).off == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('off = ["bait"]\nofff = 1', 2),
        ('\noff = ["bite"]', 2),
        ("off = 3", 1),
        ("# a\n\noff = [", 3),
        ('off = []\noff = ["bait"]', 2),
    ],
)
def test_a_broken_file_says_where(text: str, line: int) -> None:
    with pytest.raises(RuleFileError) as caught:
        read_rule_file(text, NAMES)
    assert caught.value.line == line
    assert caught.value.reason.startswith(f"rules.toml:{line}: ")

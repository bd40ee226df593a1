"""The mail that rules are measured with is sound, and says as much against a rule as for it."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.rule_mail import RuleMail, read_rule_mail, task_of
from emailassist.local.rules import SHIPPED
from training.check import real_domains

_FOLDER = Path(__file__).parents[2] / "training" / "rulemail"
_FREE = {"gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "orange.fr", "laposte.net"}
_SHORT = {
    "bit.ly", "tinyurl.com", "t.co", "is.gd", "cutt.ly", "ow.ly", "rb.gy", "youtu.be", "goo.gl",
}  # fmt: skip
_NUMBER = "203.0.113.9"  # RFC 5737
_GATEWAY = "eur01.safelinks.protection.outlook.com"


@pytest.fixture(scope="module")
def rows() -> tuple[RuleMail, ...]:
    return tuple(read_rule_mail(_FOLDER))


def test_every_row_is_its_own_and_about_a_rule(rows: tuple[RuleMail, ...]) -> None:
    speaking = {info.name for info in SHIPPED if info.speaks_for}
    assert {row.about for row in rows} <= speaking
    assert max(Counter(row.id for row in rows).values()) == 1
    texts = Counter((row.sender, row.subject, row.body, row.html) for row in rows)
    assert max(texts.values()) == 1


def test_each_rule_has_as_much_against_it_as_for_it(rows: tuple[RuleMail, ...]) -> None:
    sides = Counter((row.about, row.fires) for row in rows)
    for rule in {row.about for row in rows}:
        assert min(sides[rule, True], sides[rule, False]) >= 9
        assert {row.lang for row in rows if row.about == rule} == {"en", "es", "fr"}


def test_every_rule_that_judges_has_fired_on_labelled_mail() -> None:
    table = tomllib.loads((_FOLDER.parents[1] / "resources" / "rules.toml").read_text("utf-8"))
    fired = {name: each["fired"] for name, each in table["rules"].items()}
    assert {info.name for info in SHIPPED if info.speaks_for} == {n for n in fired if fired[n]}


def test_nobody_real_is_named(rows: tuple[RuleMail, ...]) -> None:
    for row in rows:
        texts = (row.sender, row.to, row.subject, row.body, row.html, row.calendar, *row.knows)
        assert set(real_domains(texts)) <= _FREE | _SHORT | {_NUMBER, _GATEWAY}, row.id


def test_what_the_mailbox_held_before_goes_with_the_message(rows: tuple[RuleMail, ...]) -> None:
    by_id = {row.id: row for row in rows}
    task = task_of(by_id["changed-payee-en-yes-1"])
    assert task.known_sender
    assert task.history.letters == 3
    assert len(task.history.payees) == 1
    stranger = task_of(by_id["borrowed-name-en-yes-1"])
    assert not stranger.known_sender
    assert [each.email for each in stranger.history.namesakes] == ["helen.marsh@ternfield.example"]
    hidden = task_of(by_id["hidden-text-en-yes-1"]).message
    assert hidden.hidden_text
    assert hidden.html

"""Rules of one's own, put to a message."""

from emailassist.domain.own_rule import OwnRule
from emailassist.domain.triage import Priority, Tier, Verdict
from emailassist.local.own_rules import OwnRules
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

LANDLORD = OwnRule("landlord", sender=("ana",), category="personal", priority=Priority.URGENT)
FORGED = {"Authentication-Results": "mx.me.example; dmarc=fail header.from=partner.example"}
FRAUD = "Your account has been locked. Confirm your identity immediately: https://x.example/a"


def test_they_go_before_shipped_ones_and_the_first_has_its_way(make_task: MakeTask) -> None:
    quiet = OwnRule("quiet", subject=("news",), priority=Priority.LOW, needs_reply=False)
    other = OwnRule("other", sender=("partner.example",), category="fyi")
    book = Rulebook(own=OwnRules((quiet, LANDLORD, other)))
    task = make_task("Weekly digest.", subject="News", headers={"List-Unsubscribe": "<x:y>"})
    verdict = book.decide(task)
    assert verdict is not None
    assert (verdict.category, verdict.priority) == ("personal", Priority.LOW)
    assert book.is_own(verdict)
    assert [each.rule for each in book.fired(task)][:3] == ["quiet", "landlord", "other"]


def test_one_without_a_category_completes_what_others_decide(make_task: MakeTask) -> None:
    book = Rulebook(own=OwnRules((OwnRule("a", sender=("ana",), priority=Priority.URGENT),)))
    task = make_task("Could you send me the contract?")
    agents = Verdict(
        Tier.AGENTS,
        "router",
        "needs-reply",
        Priority.NORMAL,
        needs_reply=True,
        confidence=0.9,
        reason="It asks.",
    )
    assert book.decide(task) is None
    assert book.adjusted(task, agents).priority is Priority.URGENT
    assert book.adjusted(task, agents).category == "needs-reply"


def test_no_rule_takes_a_warning_away_or_helps_a_forger(make_task: MakeTask) -> None:
    sender = "Ana from PayPal <ana@pay-secure.example>"
    book = Rulebook(own=OwnRules((LANDLORD,)))
    warned = make_task(FRAUD, sender=sender)
    verdict = book.decide(warned)
    assert verdict is not None
    assert verdict.category == "personal"
    assert book.warnings(warned) == Rulebook().warnings(warned) != ()
    forged = make_task(FRAUD, sender=sender, headers=FORGED)
    verdict = book.decide(forged)
    assert verdict is not None
    assert verdict.category == "spam-phishing"
    assert "not used" in book.fired(forged)[0].said


def test_one_that_is_off_does_nothing(make_task: MakeTask) -> None:
    off = OwnRule("landlord", sender=("ana",), category="personal", on=False)
    book = Rulebook(own=OwnRules((off,)))
    assert book.decide(make_task("Hello")) is None
    assert "landlord" not in {each.rule for each in book.fired(make_task("Hello"))}

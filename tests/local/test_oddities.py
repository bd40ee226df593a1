"""What is odd about strangers' mail, and what honest mail of the same look is not."""

from dataclasses import replace

import pytest

from emailassist.domain.address import Address
from emailassist.local.authentication import believed, own_servers, read_authentication, server_id
from emailassist.local.oddities import oddities, suspicion
from emailassist.local.rule import Case
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED
from tests.local.conftest import MakeTask

NOT_PROVEN = "mx.me.example; spf=pass smtp.mailfrom=b@mailer.test; dkim=pass header.d=mailer.test"
PROVEN = "mx.me.example; dkim=pass header.d=shop.example; dmarc=pass header.from=shop.example"
KNOWN = {"Message-ID": "<1@shop.example>", "Authentication-Results": PROVEN}
STRANGE = {"Message-ID": "<1@mailer.test>", "Authentication-Results": NOT_PROVEN}


@pytest.mark.parametrize(
    "text",
    [
        "Answer our short survey and receive a brand-new tool kit for free.",
        "Nehmen Sie an unserer Umfrage teil und erhalten Sie ein Geschenk.",
        "Répondez à ce court sondage et gagnez un cadeau.",
        "Responda a nuestra encuesta y recibirá un regalo.",
        "Responda à pesquisa e ganhe um brinde.",
        "Doe mee aan de enquête en maak kans op een cadeaukaart, win vandaag.",
        "Completa il sondaggio e vinci un premio.",
        "Wypełnij ankietę i odbierz nagrody.",
        "Svara på enkäten och vinn en belöning.",
    ],
)
def test_a_bait_from_a_sender_who_is_not_proven(make_task: MakeTask, text: str) -> None:
    task = make_task(text, sender="Shop <win@shop.example>", headers=STRANGE)
    verdict = Rulebook().decide(task)
    assert verdict is not None
    assert (verdict.category, verdict.decided_by) == ("spam-phishing", "several-oddities")
    assert "nothing proves who sent it" in verdict.reason.casefold()
    assert verdict.reason in {each.text for each in Rulebook().warnings(task)}


@pytest.mark.parametrize(
    ("sender", "subject", "text", "headers"),
    [
        (
            "Shop <news@shop.example>",
            "Welcome bonus: a free gift for you",
            "Claim your reward! Unsubscribe here.",
            KNOWN | {"List-Unsubscribe": "<https://shop.example/u>"},
        ),
        (
            "Acme Inc. <billing@shop.example>",
            "Your trial has ended",
            "Your data will be deleted in 30 days. Unsubscribe from these notices.",
            KNOWN | {"Feedback-ID": "1:shop"},
        ),
        (
            "Rowing club <office@club.example>",
            "Summer party",
            "Come to our party on Saturday. Unsubscribe by an answer.",
            STRANGE,
        ),
        ("Ana <ana@partner.example>", "Re: Lunch", "Tomorrow at noon?", {}),
    ],
)
def test_honest_mail(
    make_task: MakeTask, sender: str, subject: str, text: str, headers: dict[str, str]
) -> None:
    case = Case.of(make_task(text, subject=subject, sender=sender, headers=headers))
    assert suspicion(case) == ""


@pytest.mark.parametrize(
    "domain", ["\u0440\u0430\u0443\u0440\u0430l.example", "xn--pypl-53dc.example", "paypa1.example"]
)
def test_letters_that_look_like_others(make_task: MakeTask, domain: str) -> None:
    task = make_task("Hello", sender="Team <a@mail.test>")
    sender = Address("Team", f"a@{domain}")
    envelope = replace(task.message.envelope, sender=sender)
    case = Case.of(replace(task, message=replace(task.message, envelope=envelope)))
    assert "look-alike-domain" in {each.rule for each in oddities(case)}


def test_how_a_sender_is_written(make_task: MakeTask) -> None:
    def found(sender: str) -> set[str]:
        task = make_task("Hello", sender=sender, headers=STRANGE)
        return {each.rule for each in oddities(Case.of(task))}

    assert "odd-from" in found("Chance <a@b.example> <win@mailer.test>")
    assert "code-in-name" in found("Bank 57188720698041 <a@bank.example>")
    assert "decorated-name" in found("*Reward* <a@bank.example>")
    assert "borrowed-domain" in found("Support <a@x8pj.onmicrosoft.com>")
    assert "office-at-free-mail" in found("Customer Support <a7@gmail.com>")
    assert not found("Ana Ruiz <ana@partner.example>") & {"odd-from", "code-in-name"}


def test_people_whom_i_know_and_lists_are_never_odd(make_task: MakeTask) -> None:
    text = "Answer our survey and win a gift card: https://bit.ly/a"
    assert not oddities(Case.of(make_task(text, headers=STRANGE, known_sender=True)))
    listed = STRANGE | {"List-Post": "<mailto:list@club.example>"}
    assert not oddities(Case.of(make_task(text, headers=listed)))


def test_every_oddity_is_described(make_task: MakeTask) -> None:
    text = "WIN!!! Verify your account: http://1.2.3.4/a https://bit.ly/b viagra"
    fired = Rulebook().fired(make_task(text, sender="X <a@b.top>", headers=STRANGE))
    assert {each.rule for each in fired} <= {info.name for info in SHIPPED}


def test_whose_results_count(make_task: MakeTask) -> None:
    headers = [
        ("Authentication-Results", "mx.me.example; dkim=fail"),
        ("Authentication-Results", "mx.me.example; spf=pass smtp.mailfrom=a@partner.example"),
        ("Received", "from a by mx.me.example"),
        ("Authentication-Results", "mx.me.example; dmarc=pass"),
    ]
    message = make_task("Hello", headers=headers).message
    found = read_authentication(message)
    assert found.results == {"dkim": "fail", "spf": "pass"}
    assert found.is_aligned("partner.example")
    assert not read_authentication(believed(message, {"other.example"})).results
    assert believed(message, None) is message


def test_which_ids_a_server_writes() -> None:
    assert server_id("mx.me.example 1; spf=pass") == "mx.me.example"
    assert server_id("spf=pass (sender IP is 1.2.3.4); dkim=none") == ""
    assert own_servers(["a", "a", "a", "b", "a"]) == frozenset({"a"})
    assert own_servers(["a", "b", "a", "b", None]) is None
    assert own_servers([None] * 9 + ["b"]) == frozenset()
    assert own_servers(["a"] * 4) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dear customer, the water is off on Monday.",
        "Dear Sir, congratulations on the new house.",
        "Felicidades por el premio de la academia.",
        "Félicitations, et merci pour le cadeau !",
    ],
)
def test_polite_words_are_no_words_of_junk(make_task: MakeTask, text: str) -> None:
    fired = {each.rule for each in Rulebook().fired(make_task(text))}
    assert "junk-words" not in fired

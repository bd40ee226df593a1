import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.task import Person
from emailassist.domain.triage import Priority, Tier
from emailassist.local.rules import apply_rules
from tests.local.conftest import MakeTask

UNSUBSCRIBE = {"List-Unsubscribe": "<https://x.example/u>"}
PASSED = {"Authentication-Results": "mx.example; dkim=pass header.d=shop.example; dmarc=pass"}
FAILED = {"Authentication-Results": "mx.example; spf=fail; dkim=none; dmarc=fail"}


def category(task_verdict: object) -> str | None:
    return getattr(task_verdict, "category", None)


def test_an_ordinary_mail_is_left_to_the_next_tier(make_task: MakeTask) -> None:
    assert apply_rules(make_task("Could you send me the contract?")) is None


def test_an_invitation_is_calendar(make_task: MakeTask, invitation: str) -> None:
    verdict = apply_rules(make_task("See invitation", calendar=invitation))
    assert verdict is not None
    assert (verdict.category, verdict.tier) == ("calendar", Tier.RULES)
    assert "Project review" in verdict.reason
    assert verdict.confidence >= 0.95


def test_a_bounce_is_a_notification(make_task: MakeTask) -> None:
    task = make_task(
        "Your message could not be delivered.",
        sender="Mail Delivery System <MAILER-DAEMON@mx.example>",
        subject="Undelivered Mail Returned to Sender",
        headers={"Auto-Submitted": "auto-replied"},
    )
    assert category(apply_rules(task)) == "notification"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Contract",
        "Respuesta automática: Contrato",
        "Réponse automatique : Contrat",
    ],
)
def test_an_automatic_reply_is_a_notification(make_task: MakeTask, subject: str) -> None:
    task = make_task("Back on Monday.", subject=subject, headers={"Auto-Submitted": "auto-replied"})
    verdict = apply_rules(task)
    assert verdict is not None
    assert (verdict.category, verdict.needs_reply) == ("notification", False)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Your order #48213 is confirmed", "Order number: 48213\nTotal: £56.90"),
        ("Confirmación de tu pedido 993-201", "Gracias por tu compra.\nImporte: 45,00 €"),
        ("Votre commande n° 70418", "Merci pour votre commande.\nMontant : 29,99 €"),
    ],
)
def test_a_shop_that_confirms_an_order_is_a_receipt(
    make_task: MakeTask, subject: str, body: str
) -> None:
    task = make_task(body, subject=subject, sender="Shop <orders@shop.example>", headers=PASSED)
    verdict = apply_rules(task)
    assert verdict is not None
    assert (verdict.category, verdict.priority) == ("receipt", Priority.LOW)


def test_a_person_who_talks_about_an_invoice_is_no_receipt(make_task: MakeTask) -> None:
    task = make_task("Total 500 EUR, is that right?", subject="Invoice for May")
    assert apply_rules(task) is None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("The Weekly Digest, issue 212", "newsletter"),
        ("Boletín semanal de la asociación", "newsletter"),
        ("Infolettre de mai", "newsletter"),
        ("Summer sale: 50% off everything", "marketing"),
        ("Rebajas: hasta un 40 % de descuento", "marketing"),
        ("Soldes : profitez de nos offres", "marketing"),
    ],
)
def test_bulk_mail_by_its_subject(make_task: MakeTask, subject: str, expected: str) -> None:
    task = make_task(
        "Read on our site.", subject=subject, sender="X <x@x.example>", headers=UNSUBSCRIBE
    )
    assert category(apply_rules(task)) == expected


def test_a_discussion_list_is_no_newsletter(make_task: MakeTask) -> None:
    headers = {**UNSUBSCRIBE, "List-Post": "<mailto:dev@lists.example>"}
    task = make_task("I agree.", subject="Re: weekly digest", headers=headers)
    assert apply_rules(task) is None


def test_unsubscribe_alone_does_not_tell_newsletter_from_advertising(make_task: MakeTask) -> None:
    assert (
        apply_rules(make_task("Hello there.", subject="News for you", headers=UNSUBSCRIBE)) is None
    )


def test_an_automatic_notice_is_a_notification(make_task: MakeTask) -> None:
    task = make_task(
        "Alex commented on your document. You are receiving this because you are watching it.",
        subject="New comment on Plan",
        sender="Docs <no-reply@docs.example>",
    )
    assert category(apply_rules(task)) == "notification"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Appointment reminder", "You have an appointment on Tue 3 Nov at 09:20. Do not reply."),
        ("Su cita", "Le recordamos su cita: 03/12, 10:50, consulta 14. Mensaje automático."),
        ("Rappel", "Votre rendez-vous est confirmé, mercredi à 17 h 15. Message automatique."),
    ],
)
def test_an_appointment_that_a_program_tells_of_is_no_mere_notice(
    make_task: MakeTask, subject: str, body: str
) -> None:
    task = make_task(body, subject=subject, sender="Surgery <no-reply@surgery.example>")
    assert category(apply_rules(task)) != "notification"


def test_a_forged_sender_who_wants_credentials_is_fraud(make_task: MakeTask) -> None:
    task = make_task(
        "Your account will be closed within 24 hours. Verify your password: https://evil.example/x",
        subject="Account suspended",
        sender="PayPal <service@paypa1-secure.example>",
        headers=FAILED,
    )
    verdict = apply_rules(task)
    assert verdict is not None
    assert verdict.category == "spam-phishing"
    assert not verdict.needs_reply
    assert "Paypal" in verdict.reason


def test_only_the_topmost_authentication_result_counts(make_task: MakeTask) -> None:
    body = "Verify your password within 24 hours: https://evil.example/x"
    forged = [*FAILED.items(), *PASSED.items()]
    task = make_task(body, sender="Bank <a@bank.example>", headers=forged)
    assert category(apply_rules(task)) == "spam-phishing"


def test_somebody_i_write_to_is_not_called_a_forger(make_task: MakeTask) -> None:
    task = make_task(
        "Please confirm your account details by clicking https://x.example today, urgent.",
        headers=FAILED,
        known_sender=True,
    )
    assert apply_rules(task) is None


def test_fraud_is_never_called_a_receipt(make_task: MakeTask) -> None:
    task = make_task(
        "Order number 12345. Total: $499.99. Call us or verify your account now: http://x.example",
        subject="Your order #12345 is confirmed",
        sender="PayPal Billing <billing@pay-notice.top>",
    )
    assert category(apply_rules(task)) != "receipt"


@given(text=st.text(max_size=200), subject=st.text(max_size=80))
def test_never_raises(text: str, subject: str) -> None:
    from emailassist.domain.task import TriageTask
    from emailassist.mime.parse import parse_message
    from tests.local.conftest import WRITTEN

    raw = f"Subject: {subject}\r\n\r\n{text}".encode("utf-8", "replace")
    apply_rules(TriageTask(parse_message(raw), Person("", ()), WRITTEN))


@pytest.mark.parametrize(
    ("method", "word"), [("REQUEST", "invites"), ("CANCEL", "cancels"), ("REPLY", "answers")]
)
def test_a_calendar_message_says_what_it_does(
    make_task: MakeTask, invitation: str, method: str, word: str
) -> None:
    part = invitation.replace("METHOD:REQUEST", f"METHOD:{method}")
    verdict = apply_rules(make_task("See below.", calendar=part))
    assert category(verdict) == "calendar"
    assert word in getattr(verdict, "reason", "")


def test_a_ticket_with_a_calendar_entry_is_no_invitation(
    make_task: MakeTask, invitation: str
) -> None:
    part = invitation.replace("METHOD:REQUEST", "METHOD:PUBLISH")
    task = make_task(
        "Thank you for your order.\nOrder number: K-2231\nTotal paid: 32.00 EUR",
        subject="Your e-ticket",
        sender="Theatre <tickets@theatre.example>",
        headers=PASSED,
        calendar=part,
    )
    assert category(apply_rules(task)) == "receipt"


def test_who_asks_for_an_invoice_sends_no_receipt(make_task: MakeTask) -> None:
    body = "Hi Clara,\n\nthe total is 900 EUR. Could you send me your invoice this week?"
    task = make_task(body, subject="Invoice for the order", sender="Eva <accounts@x.example>")
    assert apply_rules(task) is None


def test_what_nothing_vouches_for_is_called_harmless_by_no_rule(make_task: MakeTask) -> None:
    task = make_task(
        "In this issue: gardens.",
        subject="Newsletter, issue 12",
        sender="News <newsletter@x.example>",
        headers=[
            *UNSUBSCRIBE.items(),
            ("Authentication-Results", "mx.example; spf=none; dkim=none; dmarc=none"),
        ],
    )
    assert apply_rules(task) is None

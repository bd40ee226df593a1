"""Demands of frauds that pass every check of their sender, and mail that only speaks of them."""

from pathlib import Path

import pytest

from emailassist.domain.triage import WarningKind
from emailassist.engine.labelled import read_rows, row_task
from emailassist.local.rule import Case
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

PROVEN = {
    "Authentication-Results": "mx.estudio.example; dkim=pass header.d=partner.example;"
    " dmarc=pass header.from=partner.example"
}
DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("mail-password", "A file for you. Enter your mailbox password to read it."),
        ("mail-password", "Indique la contraseña de su correo para liberar los mensajes."),
        ("mail-password", "Saisissez votre mot de passe de messagerie pour écouter."),
        ("password-in-haste", "Sign in with your e-mail and password; the link expires today."),
        ("code-wanted", "You will get a text message. Reply with the code so that we can help."),
        ("code-wanted", "Compre tres tarjetas regalo y envíeme los códigos."),
        ("code-wanted", "You will see sign-in requests. Tap Approve each time."),
        ("code-to-scan", "Scan the code below with your phone and sign in before 17:00 today."),
        ("card-for-money", "We owe you 30.00. Enter your card number to have it returned."),
        ("card-for-money", "Pour recevoir votre remboursement, indiquez votre carte bancaire."),
        ("fee-in-haste", "Unpaid toll: pay within 12 hours at https://toll.example"),
        ("safe-account", "Transfer your savings to the safe account in your name."),
        ("safe-account", "No hable con su sucursal, la investigan. Le llamará un agente."),
        (
            "call-to-cancel",
            "Your protection plan was renewed, 300.00. If you did not authorise this, call our"
            " technicians: +1 808 555 0142.",
        ),
        ("easy-wage", "Rate hotels for 150 USD a day, no experience needed."),
        (
            "paid-unseen",
            "I live abroad; transfer the deposit and the courier brings you the keys.",
        ),
        (
            "paid-unseen",
            "Cash the cheque, keep the rent and forward the surplus to my mover by transfer.",
        ),
        (
            "blackmail",
            "Tengo un vídeo tuyo. 900 € en bitcoins o lo mando a todos tus contactos.",
        ),
        ("courtship", "Hello dear, I saw your profile. Write to my private mail, I send photos."),
        ("secret-errand", "Pay the supplier today; only reply by mail, my phone is off."),
        ("sure-profit", "Our robot makes 20 % a week. Invest without risk."),
        (
            "proof-of-payment",
            "Our bank details have changed. Please send us the payment slip once it is done.",
        ),
        ("page-attached", "Open the attached Voice_0047.html to listen."),
        ("locked-archive", "The quote: https://files.example/quote.zip\nPassword: 4411"),
    ],
)
def test_a_demand_is_warned_of_though_its_sender_is_proven(
    make_task: MakeTask, rule: str, text: str
) -> None:
    task = make_task(text, headers=PROVEN)
    assert rule in {sign.rule for sign in Case.of(task).signs}
    assert WarningKind.PHISHING in {warning.kind for warning in Rulebook().warnings(task)}


@pytest.mark.parametrize(
    "text",
    [
        "We never ask for your mailbox password, and you have nothing to do today.",
        "Do not send anybody the six-digit code that you get by text message.",
        "No facilite nunca la contraseña de su correo.",
        "Ne communiquez jamais votre mot de passe de messagerie.",
        "The trick of the month: “Enter your mailbox password within 24 hours.”",
        "A man told me to transfer everything to a safe account. Was that right?",
        "> Enter your mailbox password within 24 hours.\n\nIs this yours? I deleted it.",
        "We have refunded 30.00 to the card that you paid with.",
        "Show the QR code at the entrance. Your tickets are attached, 44.00 paid by card.",
        "The video of the talk is online; tell your friends. We take bitcoin, too.",
        "I saw your profile and would like to talk about a job; my number is on WhatsApp.",
        "Approve the purchase request of Tom before noon today.",
        "Enter your card number to book; you get a full refund until the day before.",
        "Please do not call your branch about this; it is closed for works.",
        "Sign in with your work account to see the comments.",
        "Customs of 11.40 are due. Pay the courier, or online within 14 days:"
        " https://parcels.example",
    ],
)
def test_who_warns_of_a_demand_does_not_make_it(make_task: MakeTask, text: str) -> None:
    assert Case.of(make_task(text, headers=PROVEN)).signs == ()


def test_one_s_own_organisation_may_ask_for_its_password(make_task: MakeTask) -> None:
    text = "Sign in with your company password before 12:00 today."
    assert Case.of(make_task(text, sender="IT <it@estudio.example>")).signs == ()
    assert Case.of(make_task(text, sender="IT <it@elsewhere.example>")).signs


@pytest.mark.parametrize(
    ("sender", "odd"),
    [
        ("Estudio HR <a@b.example>", True),
        ("HR <hr@estudio-payroll.example>", True),
        ("Estudio via Deskline <a@b.example>", False),
        ("Estudio <a@estudio.test>", False),
    ],
)
def test_the_name_of_one_s_organisation_elsewhere(
    make_task: MakeTask, sender: str, odd: bool
) -> None:
    fired = {each.rule for each in Rulebook().fired(make_task("At nine.", sender=sender))}
    assert ("your-name-elsewhere" in fired) == odd


def test_frauds_of_today_and_what_looks_like_them() -> None:
    """By rules alone; what they miss is left to the classifier."""
    book = Rulebook()

    def told(name: str) -> tuple[int, int, int]:
        tasks = [row_task(row) for row in read_rows(DATA / name)]
        verdicts = [book.decide(task) for task in tasks]
        spam = sum(v is not None and v.category == "spam-phishing" for v in verdicts)
        return len(tasks), spam, sum(bool(book.warnings(task)) for task in tasks)

    whole, decided, warned = told("frauds.jsonl")
    assert (whole, decided >= 22, warned >= 40) == (44, True, True)
    assert told("look_alikes.jsonl") == (50, 0, 0)

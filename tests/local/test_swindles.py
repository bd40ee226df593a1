"""Demands that only swindlers make, and honest mail that looks like them."""

import pytest

from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

PROVEN = {
    "Authentication-Results": "mx.estudio.example; dkim=pass header.d=partner.example;"
    " dmarc=pass header.from=partner.example"
}


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (
            "Director general <direccion.estudio@gmail.com>",
            "Haz hoy una transferencia. No puedo atender llamadas.",
        ),
        ("Ana Ruiz CEO <ceo.office@gmail.com>", "I need gift cards. I can't take calls."),
        ("IT <it@estudlo.example>", "The letter is ready."),
        (
            "Ana Ruiz <ana@partner.example>",
            "Our bank is being audited. Use the new account ES91 2100 0418 4502 0005 1332.",
        ),
    ],
)
def test_a_swindler_is_warned_of_and_called_one(
    make_task: MakeTask, sender: str, text: str
) -> None:
    task = make_task(text, sender=sender)
    verdict = Rulebook().decide(task)
    assert verdict is not None
    assert verdict.category == "spam-phishing"
    assert Rulebook().warnings(task)


@pytest.mark.parametrize(
    "text",
    [
        "Your tax refund is ready, claim it here: http://refund.example",
        "Introduzca los datos de su tarjeta: http://pago.example",
        "We give loans. Send a copy of your passport.",
        "I saw your profile. Write me on WhatsApp.",
    ],
)
def test_a_demand_of_a_stranger_is_warned_of(make_task: MakeTask, text: str) -> None:
    assert Rulebook().warnings(make_task(text, sender="Ana <ana@mailer.example>"))


@pytest.mark.parametrize(
    "text",
    [
        "Occupe-toi discrètement de quatre cartes cadeaux pour un fournisseur.",
        "Necesito que compres discretamente unas tarjetas regalo.",
    ],
)
def test_a_secret_errand_is_warned_of_in_other_languages(make_task: MakeTask, text: str) -> None:
    assert Rulebook().warnings(make_task(text, sender="Luc Petit <luc@mailer.example>"))


def test_a_new_account_that_nobody_may_ask_about_is_warned_of_whoever_writes(
    make_task: MakeTask,
) -> None:
    text = "Pay to our new account ES91 2100 0418 4502 0005 1332; please do not call."
    assert Rulebook().warnings(make_task(text, headers=PROVEN, known_sender=True))


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Tom Beck <tom.beck@gmail.com>", "I bought the two gift cards for the raffle."),
        ("Ana Ruiz <ana@partner.example>", "The new IBAN comes in January; I will ring you."),
        ("Ana Ruiz <ana@partner.example>", "Please do not call before ten, the baby sleeps."),
        ("Town <town@partner.example>", "Pay the parking fine at https://partner.example/pay"),
    ],
)
def test_honest_mail_is_not_accused(make_task: MakeTask, sender: str, text: str) -> None:
    headers = PROVEN if "partner" in sender else None
    assert not Rulebook().warnings(make_task(text, sender=sender, headers=headers))

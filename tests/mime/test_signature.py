import pytest

from emailassist.domain.address import Address
from emailassist.mime.signature import split_signature

ANA = Address("Ana Ruiz", "ana@example.com")
TEXT = "Hi Clara,\n\nthe plan is fine.\n\nBest regards,\nAna"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Ruiz\nSales",
        "--\nAna Ruiz\n+34 600 000 000",
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "Get Outlook for Android",
        "_______________________________________________\nstaff mailing list\nhttps://lists.example.com",
        "This e-mail is confidential and intended for the addressee only.",
        "Este mensaje es confidencial y para su destinatario.",
        "Ce message est confidentiel.",
        "Diese E-Mail ist vertraulich.",
        "Sent from my iPhone\n\n-- \nAna Ruiz",
    ],
)
def test_the_signature_is_split_off(signature: str) -> None:
    assert split_signature(f"{TEXT}\n\n{signature}\n", ANA) == (TEXT, signature)


def test_contact_lines_below_the_sender_s_name_are_signature() -> None:
    text = "See you.\n\nSaludos,\nAna Ruiz\nEjemplo S. L. | Ventas\nTel. +34 600 000 000"
    assert split_signature(text, ANA) == (
        "See you.\n\nSaludos,\nAna Ruiz",
        "Ejemplo S. L. | Ventas\nTel. +34 600 000 000",
    )


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Ana\nwill call you.",
        "One\n--\n" + "\n".join(f"line {number}" for number in range(20)),
        "",
    ],
)
def test_text_without_a_signature_stays_whole(text: str) -> None:
    assert split_signature(text, ANA) == (text, "")

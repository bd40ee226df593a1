import pytest

from emailassist.local.mentions import mentions_attachment


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached the plan.",
        "I am attaching both invoices.",
        "See the attachments.",
        "Te adjunto la factura.",
        "Van adjuntas las fotos.",
        "Vous trouverez ci-joint le devis.",
        "Le devis est en pièce jointe.",
        "Anbei die Rechnung.",
        "Im Anhang finden Sie das Angebot.",
        "Das Angebot ist angehängt.",
        "Hi,\n\nsee ATTACHED\n\n-- \nAna",
    ],
)
def test_a_file_is_spoken_of(text: str) -> None:
    assert mentions_attachment(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "See you on Friday.",
        "> Please find attached the plan.\nThank you!",
        "Thank you!\n\n-- \nAttached to nothing Ltd.",
        "For you:\n\n---------- Forwarded message ----------\nFrom: x\n\nattached",
        "There was no attachment in your mail.",
        "Sin adjunto no puedo verlo.",
        "Ohne Anhang geht es nicht.",
        "She is detached from it.",
    ],
)
def test_no_file_of_mine_is_spoken_of(text: str) -> None:
    assert not mentions_attachment(text)

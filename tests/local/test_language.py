import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.local.language import detect, of_message
from tests.local.conftest import MakeTask


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Could you send me the contract before Friday, please?", "en"),
        ("¿Puedes enviarme el contrato antes del viernes, por favor?", "es"),
        ("Pourriez-vous m'envoyer le contrat avant vendredi ?", "fr"),
        ("Könntest du mir bitte den Vertrag bis Freitag schicken?", "de"),
        ("会議の日程についてご連絡いたします。", "ja"),
        ("WIR HABEN DEN VERTRAG GESTERN UNTERSCHRIEBEN", "de"),
        ("ok", "und"),
        ("", "und"),
        ("12345 -- 67890", "und"),
    ],
)
def test_detects_the_language_or_says_that_it_cannot(text: str, language: str) -> None:
    assert detect(text) == language


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    assert detect(text)


def test_a_lone_surrogate_is_read_over() -> None:
    assert detect("Could you send me the contract \ud800 before Friday?") == "en"


def test_subject_helps_where_the_text_is_short(make_task: MakeTask) -> None:
    task = make_task("Ok.", subject="Confirmación de la reunión del próximo jueves por la tarde")
    assert of_message(task.message) == "es"

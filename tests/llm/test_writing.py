import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.llm.writing import TASKS, WritingTask, passes, reads_as

GOOD = {
    "a one-sentence summary": [
        "Marta Ruiz will send the signed offer for 4,350 euros on Thursday after her manager's "
        "review.",
        "On Thursday, Marta Ruiz sends the team the signed offer over €4350.",
    ],
    "a reply in Spanish": [
        "Hola, Andrés: perfecto, nos vemos el martes a las 10:30. Elena viene conmigo. Un saludo.",
        "Estimado Andrés, confirmo la reunión del martes a las diez y media; Elena también "
        "asistirá. Saludos cordiales.",
    ],
    "an answer in French": [
        "Le bureau de Lyon ferme à 17 h 45 le vendredi.",
        "Le vendredi, il ferme à 17h45.",
    ],
    "a refusal that keeps to the facts": [
        "Dear Mr Okafor, unfortunately we cannot deliver order 7719 this week because a part is "
        "missing. The new delivery day is 14 June.",
        "Dear Mr. Okafor,\n\nWe are sorry that order 7719 cannot be delivered this week, as one "
        "part is still missing. It will reach you on June 14th. Kind regards",
    ],
}

BAD = {
    "a one-sentence summary": [
        "",
        "Jonathan's visit to the new place was a success.",
        "The manager will send the signed offer over 4,350 euros on Thursday.",
        TASKS[0].text,
        "Marta Ruiz enviará la oferta firmada de 4350 euros on Thursday para que la lea el jefe.",
    ],
    "a reply in Spanish": [
        TASKS[1].text,
        "Hello Andrés, Tuesday at 10:30 is fine, Elena will come too. Kind regards, see you there.",
        "Hola, de acuerdo, el martes a las 10:30 con Elena hablamos también del presupuesto.",
        "Hola, gracias por su mensaje. Un saludo cordial y hasta pronto.",
    ],
    "an answer in French": [
        "The Lyon office closes at 17:45 on Friday and that is it.",
        "Le bureau de Lyon ferme à 19 h.",
        "Le bureau de Lyon ferme à 17 h 45 le vendredi et celui de Lille à 18 h.",
    ],
    "a refusal that keeps to the facts": [
        TASKS[3].text,
        "Dear Mr Okafor, we cannot deliver order 7719 this week because a part is missing.",
        "Dear Mr Okafor, order 7719 lacks a part and comes on 14 June instead of 7 June; we give "
        "you a refund of 20 euros.",
    ],
}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_good_writing_passes_and_bad_does_not(task: WritingTask) -> None:
    assert [passes(task, answer) for answer in GOOD[task.name]] == [True] * len(GOOD[task.name])
    assert [passes(task, answer) for answer in BAD[task.name]] == [False] * len(BAD[task.name])


def test_no_single_answer_passes_two_tasks() -> None:
    everything = " ".join(answer for answers in GOOD.values() for answer in answers)
    assert sum(passes(task, everything) for task in TASKS) == 0


@given(st.text(max_size=300), st.sampled_from(TASKS))
def test_noise_never_passes(text: str, task: WritingTask) -> None:
    assert not passes(task, text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will send it to you on the way.", "en"),
        ("Se lo envío en un momento.", "es"),
        ("Je vous le ferai parvenir avec la facture.", "fr"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert [code for code in ("en", "es", "fr") if reads_as(text, code)] == [language]

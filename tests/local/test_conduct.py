"""What notices bid everybody to mind is for information; what they want done is a task."""

import pytest

from emailassist.local.asks import bids_conduct, waits_for_me
from emailassist.local.evidence import signs_of
from emailassist.local.traits import traits_of
from tests.local.conftest import MakeTask

TO_ALL = "everybody@example.org"
CONDUCT = [
    "Dear all,\n\nthe gate has a new lock. Please remember to badge in on the way back, too.",
    "Bonjour à tous,\n\nla cour est refaite. Merci de le refermer derrière vous.",
    "Estimados vecinos:\n\nSe ruega no aparcar en la rampa y bajar la voz por la noche.",
    "Compañeros:\n\nHay nevera nueva. Por favor, dejadla limpia y tapad la comida.",
    "Dear residents,\n\nkindly keep the landing clear and make sure to shut the front door.",
    "Chers collègues,\n\nPensez à éteindre la lumière en partant.",
]
TASKS = [
    "Dear all,\n\nplease enter your hours for May by Friday.",
    "Bonjour à tous,\n\nMerci de remplir le questionnaire ci-joint.",
    "Compañeros:\n\nRecordad subir las actas antes del lunes.",
    "Chers collègues,\n\nMerci de vider vos casiers avant vendredi.",
    "Dear all,\n\nplease sign the attached policy and return it to Ann.",
    "Estimados vecinos:\n\nRogamos que confirmen su asistencia.",
]


@pytest.mark.parametrize("body", CONDUCT)
def test_what_everybody_should_mind_is_no_task(make_task: MakeTask, body: str) -> None:
    task = make_task(body, sender="Office <office@example.org>", to=TO_ALL)
    assert bids_conduct(task, traits_of(task))
    assert signs_of(task) & {"conduct", "orders", "asks", "no-ask"} == {"conduct"}


@pytest.mark.parametrize("body", TASKS)
def test_what_everybody_has_to_deliver_is_a_task(make_task: MakeTask, body: str) -> None:
    task = make_task(body, sender="Office <office@example.org>", to=TO_ALL)
    assert not bids_conduct(task, traits_of(task))


def test_what_a_person_asks_of_me_is_no_conduct(make_task: MakeTask) -> None:
    task = make_task("Hi Ana,\n\nplease keep the door shut, the cat gets out.")
    assert not bids_conduct(task, traits_of(task))


def test_a_program_bids_conduct_of_me_alone(make_task: MakeTask) -> None:
    task = make_task(
        "Your permit is active. Please display it behind the windscreen.",
        sender="Permits <noreply@example.org>",
    )
    assert bids_conduct(task, traits_of(task))


def test_nobody_waits_for_an_answer_to_what_an_office_bids(make_task: MakeTask) -> None:
    body = "The lift is being repaired. Please use the one in the yard from Monday to Friday."
    task = make_task(body, sender="Facilities <facilities@example.org>")
    assert not waits_for_me(task, "fyi")

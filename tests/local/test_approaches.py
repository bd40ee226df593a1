"""Strangers who sell, and strangers who want something else."""

from pathlib import Path

import pytest

from emailassist.engine.labelled import read_rows, row_task
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

DATA = Path(__file__).parent / "data"
OFFER = "We help studios like yours to save on paper. Would you have 15 minutes on Thursday?"


def test_a_stranger_s_offer_is_marketing_and_waits_for_no_reply(make_task: MakeTask) -> None:
    verdict = Rulebook().decide(make_task(OFFER))
    assert verdict is not None
    assert (verdict.category, verdict.needs_reply) == ("marketing", False)


@pytest.mark.parametrize(
    "task",
    [
        {"body": OFFER, "known_sender": True},
        {"body": OFFER, "sender": "Luis <luis@estudio.example>"},
        {"body": f"Thank you for your enquiry. {OFFER}"},
        {"body": "Would you have 15 minutes on Thursday to talk about our order?"},
        {"body": "We help studios like yours. That is all I wanted to say."},
    ],
)
def test_what_was_asked_for_or_asks_for_nothing_is_left_alone(
    make_task: MakeTask, task: dict[str, object]
) -> None:
    assert Rulebook().decide(make_task(**task)) is None


def test_sellers_and_others_who_write_for_the_first_time() -> None:
    book = Rulebook()
    rows = read_rows(DATA / "approaches.jsonl")
    sold = {
        row.id for row in rows if (v := book.decide(row_task(row))) and v.category == "marketing"
    }
    assert len(sold & {row.id for row in rows if row.category == "marketing"}) >= 11
    assert not sold & {row.id for row in rows if row.needs_reply}

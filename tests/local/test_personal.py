"""What the classifier learns from one person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.triage import Category
from emailassist.local.personal import learn
from emailassist.local.prior import Prior, prior_for
from emailassist.local.seen import Looker
from tests.local.conftest import MakeTask
from tests.local.test_classifier import HashedNgrams

NOW = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
CATEGORIES = (
    Category("club", "Club", "The chess club: games, boards, tournaments.", "#111111"),
    Category("work", "Work", "Projects, meetings, reports and customers.", "#222222"),
)
EMBEDDER = HashedNgrams()


@pytest.fixture(scope="module")
def prior() -> Prior:
    return prior_for(CATEGORIES, EMBEDDER)


def said(category: str, **fields: object) -> Lesson:
    return replace(Lesson(category, None, None, 1.0, NOW), **fields)  # type: ignore[arg-type]


def test_one_word_settles_what_comes_from_a_sender(make_task: MakeTask, prior: Prior) -> None:
    look = Looker(EMBEDDER).look
    headers = {"List-Id": "Boards <boards.club.example>", "List-Unsubscribe": "<https://u.example>"}
    first = look(make_task("The report of the meeting is here.", headers=headers))
    second = look(make_task("Our customers like the projects.", headers=headers))
    other = look(make_task("Our customers like the projects."))
    assert first.list_id == "boards.club.example"
    model = learn(prior, CATEGORIES, [(first, said("club"))])
    assert learn(prior, CATEGORIES, ()).guess(second).category == "work"
    guess = model.guess(second)
    assert guess.category == "club"
    assert "You said" in guess.reason
    assert "Club" in guess.reason
    assert model.guess(other).category == "work"


def test_a_deed_weighs_less_than_a_word(make_task: MakeTask, prior: Prior) -> None:
    seen = Looker(EMBEDDER).look(make_task("Our customers like the projects."))
    by_word = learn(prior, CATEGORIES, [(seen, said("club"))]).guess(seen)
    deed = said("club", weight=0.2, deed=Deed.MOVED)
    by_deed = learn(prior, CATEGORIES, [(seen, deed)]).guess(seen)
    untaught = learn(prior, CATEGORIES, ()).guess(seen)
    chances = [each.categories["club"] for each in (untaught, by_deed, by_word)]
    assert chances == sorted(chances)
    assert chances[0] < chances[1] < chances[2]


def test_one_word_overturns_whatever_was_read_and_left(make_task: MakeTask, prior: Prior) -> None:
    headers = {"List-Id": "Boards <boards.club.example>", "List-Unsubscribe": "<https://u.example>"}
    seen = Looker(EMBEDDER).look(make_task("Our customers like the projects.", headers=headers))
    left = [
        (seen, said("work", weight=0.3, deed=Deed.KEPT, at=NOW - timedelta(days=day)))
        for day in range(1, 21)
    ]
    before = learn(prior, CATEGORIES, left).guess(seen)
    assert before.category == "work"
    assert not before.taught
    assert learn(prior, CATEGORIES, [*left, (seen, said("club"))]).guess(seen).category == "club"

"""What one word tells about other mail: of the sender's other kinds, their firm, and strangers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from typing_extensions import override

from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.triage import Category
from emailassist.local.calibration import EVEN, confidence_of, fit_calibration
from emailassist.local.kinship import MEASURE, Kin
from emailassist.local.memory import TAUGHT, Memory
from emailassist.local.personal import learn
from emailassist.local.prior import Prior
from emailassist.local.seen import Seen, words_of
from emailassist.local.sureness import Sureness

NOW = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
NAMES = ("to-do", "notification", "marketing")
CATEGORIES = tuple(Category(name, name.title(), "", "#111111") for name in NAMES)
WIDTH = 16
PROGRAM = frozenset({"program", "no-ask", "many"})


class Plain(Prior):
    """Knows adverts, and takes other mail for a notification, if anything."""

    @override
    def log_odds(self, seen: Seen) -> NDArray[np.float64]:
        return np.log([0.05, 0.1, 0.85] if "offer" in seen.signs else [0.2, 0.5, 0.3])


@pytest.fixture
def prior() -> Prior:
    return Plain(NAMES, None, (), None, WIDTH)


def seen(
    subject: str,
    about: int,
    *,
    sender: str = "notes@sites.example",
    list_id: str = "",
    signs: frozenset[str] = PROGRAM,
) -> Seen:
    """A message of one of sixteen topics."""
    vector = np.eye(WIDTH)[about].astype(np.float16).tobytes()
    domain = sender.partition("@")[2]
    return Seen(
        vector, signs, sender, domain, list_id, known=False, subject=vector, words=words_of(subject)
    )


def said(category: str, **fields: object) -> Lesson:
    return replace(Lesson(category, None, None, 1.0, NOW), **fields)  # type: ignore[arg-type]


def kept(category: str, day: int) -> Lesson:
    return said(category, weight=0.4, deed=Deed.KEPT, at=NOW - timedelta(days=day))


def test_the_subject_tells_apart_what_one_program_sends(prior: Prior) -> None:
    lessons = [
        *((seen(f"[Oria] Card {n} was changed", n), said("to-do")) for n in range(3)),
        *((seen(f"[Halle] Card {n} was changed", n), said("notification")) for n in range(3)),
    ]
    model = learn(prior, CATEGORIES, lessons)
    assert model.guess(seen("[Oria] Plan 88 was removed", 9)).category == "to-do"
    assert model.guess(seen("[Halle] Plan 89 was removed", 9)).category == "notification"


def test_one_word_among_many_that_all_have_tells_a_programs_mails_apart(prior: Prior) -> None:
    def due(place: str, number: int) -> Seen:
        return seen(f"[Assets] Inspection due: pump no. {number} ({place})", number)

    lessons = [
        (due(place, number), said("to-do" if place == "Northmere" else "notification"))
        for number, place in enumerate(["Northmere", "Dunmarrow", "Northmere", "Castlequin"])
    ]
    model = learn(prior, CATEGORIES, lessons)
    assert model.guess(due("Northmere", 9)).category == "to-do"
    assert model.guess(due("Dunmarrow", 10)).category == "notification"
    assert model.guess(due("Hallow", 11)).category == "notification"


@pytest.mark.parametrize("category", ["notification", "to-do"])
def test_a_word_about_one_kind_leaves_the_senders_other_kind(prior: Prior, category: str) -> None:
    order = seen("Your order 4471 is confirmed", 1)
    another = seen("Your order 4490 is confirmed", 1)
    advert = seen("Last days: walnut", 2, signs=frozenset({"mass", "offer", "many-links"}))
    model = learn(prior, CATEGORIES, [(order, said(category))])
    assert model.guess(another).category == category
    assert model.guess(advert).category == "marketing"
    assert not model.guess(advert).taught


def test_a_post_says_little_about_its_writers_own_letters(prior: Prior) -> None:
    post = seen("Lathe for sale", 1, sender="ann@one.example", list_id="turners.example")
    letter = seen("Blanks", 2, sender="ann@one.example", signs=frozenset())
    model = learn(prior, CATEGORIES, [(post, said("marketing"))])
    assert model.guess(post).category == "marketing"
    assert model.guess(letter).category == "notification"
    assert not model.guess(letter).taught


def test_others_of_a_firm_count_and_strangers_at_a_free_domain_do_not() -> None:
    anna, ben = (seen("Hi", n, sender=f"{n}@club.example", signs=frozenset()) for n in (1, 2))
    carl, dora = (seen("Yes", n, sender=f"{n}@gmail.com", signs=frozenset()) for n in (3, 4))
    kinship = Kin([anna, carl], WIDTH)
    assert kinship.of(ben)[0] > 0.2 * MEASURE.whole
    assert kinship.of(dora)[1] < 0.1 * MEASURE.whole
    assert kinship.among() == pytest.approx(
        np.array([kinship.of(anna), kinship.of(carl)]), abs=0.01
    )


def test_a_sender_counts_who_was_taught_long_ago(prior: Prior) -> None:
    """Only so many lessons are learned from together; the others when their sender writes."""
    first = seen("Old news", 0, sender="first@long.example")
    others = [
        (seen(f"News {n}", n % WIDTH, sender=f"{n}@n{n}.example"), said("notification"))
        for n in range(620)
    ]
    lessons = [(first, said("to-do", at=NOW - timedelta(days=99))), *others]
    guess = learn(prior, CATEGORIES, lessons).guess(first)
    assert guess.category == "to-do"
    assert guess.taught


def test_what_was_kept_says_how_sure_to_be(prior: Prior) -> None:
    def model(right: int, wrong: int) -> Memory:
        one = [(seen("Post", n % WIDTH), kept("notification", n)) for n in range(right)]
        other = [(seen("Post", n % WIDTH), said("to-do")) for n in range(wrong)]
        return Memory(prior, [*one, *other])

    assert model(0, 9).sureness() == Sureness(TAUGHT), "errors alone are no sample of the mail"
    sure, unsure = model(60, 0).sureness(), model(30, 30).sureness()
    assert sure.of(2.0) > Sureness(TAUGHT).of(2.0) > unsure.of(2.0)


def test_guesses_stand_alone_from_where_they_were_right_often_enough() -> None:
    surest, less = [(4.0, True)] * 50, [(2.2, True)] * 9
    wrong = [(2.2, False)] * 9
    assert Sureness(EVEN).needed(0.95) == 0.95
    assert Sureness(EVEN, tuple(less)).needed(0.95) == 0.95, "too few to tell"
    enough = Sureness(EVEN, tuple(surest + less)).needed(0.95)
    assert enough == pytest.approx(confidence_of(2.2, EVEN))
    assert enough > 0.85
    assert Sureness(EVEN, tuple(surest + wrong)).needed(0.95) == 0.95
    far = [(1.0, True)] * 50
    assert Sureness(EVEN, tuple(surest + far)).needed(0.95) >= 0.85, "the surest excuse no guessing"


def test_a_single_message_that_was_kept_says_nothing_yet(prior: Prior) -> None:
    assert Memory(prior, [(seen("Post", 1), kept("notification", 1))]).sureness() == Sureness(
        TAUGHT
    )


def test_a_word_is_heard_below_many_deeds(prior: Prior) -> None:
    word = (seen("Your plan ends", 1), said("to-do", at=NOW - timedelta(days=90)))
    deeds = [(seen(f"News of {n}", 2), kept("notification", n % 60)) for n in range(80)]
    guess = learn(prior, CATEGORIES, [word, *deeds]).guess(word[0])
    assert guess.category == "to-do"
    assert guess.taught


def test_calibration_stays_sane_where_answers_are_told_apart() -> None:
    odds = [-2.0, -1.0, 1.5, 2.5, 3.0, 2.0] * 20
    found = fit_calibration(odds, [each > 0 for each in odds], believed=TAUGHT)
    assert 0.5 < found.slope < 20
    assert abs(found.offset) < 10


def test_numbers_in_a_subject_are_all_one_word() -> None:
    assert words_of("Your order 4471 (A77B1290)") == words_of("Your order 12 (B8123C)")
    assert words_of("[gw1] down") != words_of("[gw2] down")
    assert words_of("down down") == words_of("Down")
    assert len(words_of("Re: Größe & Maß")) == 6
    assert words_of("") == b""

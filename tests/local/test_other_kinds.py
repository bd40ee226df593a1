"""One word about a sender's mail leaves what they send besides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from typing_extensions import override

from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.triage import Category
from emailassist.local.personal import PersonalModel, learn
from emailassist.local.prior import Prior
from emailassist.local.seen import Seen, words_of

NOW = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
SHARES = {
    "order": {"receipt": 0.98, "notification": 0.01},
    "offer": {"marketing": 0.87, "newsletter": 0.1},
    "bait": {"marketing": 0.996, "newsletter": 0.002},
    "post": {"newsletter": 0.6, "fyi": 0.25, "marketing": 0.1},
    "sale": {"marketing": 0.85, "newsletter": 0.1},
    "asks": {"needs-reply": 0.86, "personal": 0.06, "fyi": 0.04},
    "tells": {"fyi": 0.93, "personal": 0.04},
}
"""What the prior says of mail that shows a sign."""
NAMES = tuple(sorted({name for shares in SHARES.values() for name in shares}))
CATEGORIES = tuple(Category(name, name.title(), "", "#111111") for name in NAMES)
WIDTH = 16
SHOP, ADVERT = frozenset({"money", "no-ask"}), frozenset({"mass", "no-ask", "unsubscribe-text"})
LIST = frozenset({"discussion-list", "greets", "person-writes"})
OFFICE = frozenset({"colleague", "person-writes", "authenticated"})


class Signed(Prior):
    """Goes by one sign."""

    @override
    def log_odds(self, seen: Seen) -> NDArray[np.float64]:
        (shares,) = (SHARES[sign] for sign in seen.signs & SHARES.keys())
        return np.log([shares.get(name, 0.002) for name in NAMES])


def seen(subject: str, about: int, signs: frozenset[str], sender: str, list_id: str = "") -> Seen:
    vector = np.eye(WIDTH)[about].astype(np.float16).tobytes()
    domain = sender.partition("@")[2]
    return Seen(
        vector, signs, sender, domain, list_id, known=False, subject=vector, words=words_of(subject)
    )


def order(number: int) -> Seen:
    subject = f"Your order {number} is confirmed"
    return seen(subject, 1, SHOP | {"order"}, "hello@hub.example")


def advert(subject: str, about: int, sign: str = "offer") -> Seen:
    return seen(subject, about, ADVERT | {sign}, "hello@hub.example")


def post(subject: str, about: int, sender: str, sign: str = "post") -> Seen:
    return seen(subject, about, LIST | {sign}, sender, "turners.example")


def letter(subject: str, about: int, sign: str, sender: str = "helene@north.example") -> Seen:
    return seen(subject, about, OFFICE | {sign}, sender)


def taught(*lessons: tuple[Seen, str]) -> PersonalModel:
    said = [
        (each, Lesson(category, None, None, 1.0, NOW + timedelta(minutes=at)))
        for at, (each, category) in enumerate(lessons)
    ]
    return learn(Signed(NAMES, None, (), None, WIDTH), CATEGORIES, said)


OFFER = advert("Last days: walnut", 2)


@pytest.mark.parametrize("said", ["receipt", "notification", "personal"])
def test_a_word_about_an_order_leaves_the_shops_adverts(said: str) -> None:
    model = taught((order(4471), said))
    assert model.guess(order(4490)).category == said
    assert model.guess(OFFER).category == "marketing"
    assert not model.guess(OFFER).taught


def test_a_word_about_what_a_colleague_tells_leaves_what_is_asked() -> None:
    told = letter("Minutes of Monday", 3, "tells")
    question = letter("Planer is broken", 4, "asks")
    of_another = letter("Saw is broken", 5, "asks", "ben@north.example")
    model = taught((told, "personal"))
    assert model.guess(letter("Minutes of Tuesday", 6, "tells")).category == "personal"
    assert model.guess(question).category == "needs-reply"
    assert model.guess(of_another).category == "needs-reply"
    assert model.guess(letter("Minutes", 7, "tells", "ben@north.example")).category == "fyi"


def test_a_word_about_what_a_colleague_asks_leaves_what_is_told() -> None:
    model = taught((letter("Planer is broken", 4, "asks"), "personal"))
    assert model.guess(letter("Minutes of Monday", 3, "tells")).category == "fyi"


def test_a_post_to_a_list_says_little_about_those_of_others() -> None:
    sale = post("Lathe for sale", 1, "ann@one.example", "sale")
    answer = post("Re: Which finish for bowls?", 2, "bob@two.example")
    assert taught((sale, "marketing")).guess(answer).category == "newsletter"
    assert taught((answer, "fyi")).guess(sale).category == "marketing"
    of_another = post("Re: Sharpening skews", 3, "cat@three.example")
    assert taught((answer, "fyi")).guess(of_another).category == "fyi"


def test_what_only_confirms_makes_nothing_else_of_other_mail() -> None:
    others = [
        *(order(4490), OFFER, post("Re: Bowls", 2, "bob@two.example")),
        *(letter("Planer is broken", 4, "asks"), letter("Minutes", 3, "tells")),
    ]
    plain = taught()
    for each in others:
        model = taught((each, plain.guess(each).category))
        assert [model.guess(one).category for one in others] == [
            plain.guess(one).category for one in others
        ]


def test_what_was_said_twice_is_insisted_on() -> None:
    bait = advert("40% off ash", 5, "bait")
    adverts = [advert("30% off oak", 2, "bait"), advert("Last days: elm", 3)]
    once = taught((adverts[0], "newsletter")).guess(bait)
    assert (once.category, once.taught, once.insisted) == ("newsletter", True, False)
    lessons = [(each, "newsletter") for each in adverts]
    assert taught(*lessons).guess(bait).insisted
    assert not taught(*lessons).guess(order(1)).insisted


def test_who_was_right_about_mail_more_like_it_is_not_insisted_against() -> None:
    bait = advert("40% off ash", 5, "bait")
    first = [(advert(f"Wood of {n}", n), "newsletter") for n in (2, 3)]
    same = (replace(bait, words=words_of("40% off elm")), "marketing")
    assert not taught(*first, same).guess(bait).insisted


def test_what_was_kept_of_one_kind_holds_when_another_is_corrected() -> None:
    kept = Lesson("receipt", None, None, 0.4, NOW, Deed.KEPT)
    word = Lesson("newsletter", None, None, 1.0, NOW)
    lessons = [*((order(n), kept) for n in range(4)), (OFFER, word)]
    model = learn(Signed(NAMES, None, (), None, WIDTH), CATEGORIES, lessons)
    assert model.guess(order(9)).category == "receipt"
    assert model.guess(advert("Cherry and pear", 6)).category == "newsletter"

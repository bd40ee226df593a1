from dataclasses import replace

import pytest

from emailassist.domain.measured import Price, Variant, Way
from emailassist.domain.quality import Case
from emailassist.engine.figures.pairs import pair, sign_test
from emailassist.engine.quality_words import compared, priced

RULES, LOCAL = Variant(Way.RULES), Variant(Way.LOCAL)


def cases(right: str) -> list[Case]:
    """One case for each letter: r is right, everything else wrong."""
    return [
        Case(id=str(number), gold="a", said="a" if letter == "r" else "b")
        for number, letter in enumerate(right)
    ]


def test_the_sign_test_is_that_of_the_binomial() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(7, 2) == pytest.approx(2 * (1 + 9 + 36) / 512)


def test_seven_against_two_of_sixty_may_be_chance() -> None:
    one = cases("r" * 2 + "w" * 7 + "r" * 51)
    other = cases("w" * 2 + "r" * 7 + "r" * 51)
    found = pair((RULES, one), (LOCAL, other))
    assert (found.messages, found.better, found.worse, found.chance) == (60, 7, 2, True)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(5 / 60)
    assert found.difference.low < found.difference.value < found.difference.high
    assert compared(found) == (
        "“Without a model” is better on 7 of 60 messages than “Rules alone”, worse on 2; "
        "the difference may be chance."
    )
    back = pair((LOCAL, other), (RULES, one))
    assert "“Without a model” is better on 7 of 60" in compared(back)


def test_twenty_against_two_is_more_than_chance_unless_many_are_compared() -> None:
    one, other = cases("w" * 10 + "r" + "r" * 40), cases("r" * 10 + "w" + "r" * 40)
    assert not pair((RULES, one), (LOCAL, other)).chance
    assert pair((RULES, one), (LOCAL, other), comparisons=5).chance
    found = compared(pair((RULES, one), (LOCAL, other)))
    assert "that is more than chance: of 100 messages 18 more are right, between " in found


def test_one_mail_in_ten_languages_is_one_mail_for_chance() -> None:
    one = [replace(case, group="same") for case in cases("w" * 10)]
    other = [replace(case, group="same") for case in cases("r" * 10)]
    found = pair((RULES, one), (LOCAL, other))
    assert (found.better, found.chance) == (10, True)


def test_what_cannot_or_need_not_be_compared_is_said() -> None:
    none = pair((RULES, []), (LOCAL, []))
    assert none.difference is None
    assert "no message is labelled" in compared(none)
    same = pair((RULES, cases("rrw")), (LOCAL, cases("rrw")))
    assert (
        compared(same) == "“Without a model” and “Rules alone” are right on the same of 3 messages."
    )
    even = compared(pair((RULES, cases("rw")), (LOCAL, cases("wr"))))
    assert even.endswith("no difference.")


def test_a_price_is_told_with_what_is_not_known_of_it() -> None:
    assert "costs nothing" in priced(Price(60))
    dear = priced(Price(60, 90, 120_000, 0.456, remote=True))
    assert "at most about 90 calls and 120,000 tokens, about $0.46." in dear
    assert "other machines" in dear
    assert "unknown price" in priced(Price(60, 90, 120_000, None))
    assert "free of charge" in priced(Price(60, 90, 120_000, 0.0))

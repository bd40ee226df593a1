"""The weekly look: rarely wrong, and not blind."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from emailassist.domain.drift import Trait, Week
from emailassist.engine.figures.drift import drift, t_tails
from emailassist.engine.quality_words import moved

NOW = datetime(2026, 11, 20, tzinfo=UTC)
NAMES = ("fyi", "needs-reply", "newsletter", "notification", "personal", "receipt")


def week(counts: Sequence[int], corrected: int = 5, sure: float = 0.9) -> Week:
    return Week(NOW, sum(counts), tuple(zip(NAMES, counts, strict=True)), corrected, sure, 0.03)


CALM = [
    week([20, 20, 20, 20, 10, 10]),
    week([22, 18, 21, 19, 10, 10]),
    week([18, 22, 19, 21, 9, 11]),
]


@pytest.mark.parametrize(
    ("value", "freedom", "tails"),
    [(12.706, 1, 0.05), (4.303, 2, 0.05), (2.571, 5, 0.05), (2.819, 22, 0.01), (0.0, 9, 1.0)],
)
def test_the_tails_are_those_of_the_tables(value: float, freedom: int, tails: float) -> None:
    assert t_tails(value, freedom) == pytest.approx(tails, abs=2e-4)


def test_what_moved_is_said_in_words() -> None:
    found = drift([week([10, 10, 55, 10, 5, 10], corrected=16, sure=0.8), *CALM], NOW)
    traits = {(move.trait, move.name) for move in found.moves}
    assert {(Trait.SHARE, "newsletter"), (Trait.CONFIDENCE, "")} <= traits
    said = moved(found, {"newsletter": "Newsletters"})
    assert (
        said[0]
        == "“Newsletters” went from 20 % to 55 % of your mail this week (55 of 100 messages)."
    )
    assert any("less sure" in each for each in said)


def test_a_calm_week_and_too_little_mail_are_said_too() -> None:
    assert moved(drift([CALM[1], *CALM], NOW), {}) == ("This week is like the weeks before.",)
    for weeks in ([], CALM, [week([1, 1, 1, 1, 1, 1]), *CALM]):
        assert drift(weeks, NOW).too_little


def test_fewer_corrections_and_more_confidence_are_no_alarm() -> None:
    found = drift([week([20, 20, 20, 20, 10, 10], corrected=0, sure=1.0), *CALM], NOW)
    assert found.moves == ()


def test_a_mailbox_in_which_nothing_happens_is_rarely_told_about() -> None:
    """Weeks of uneven length and uneven mix: at most one in twenty, and a real change is seen."""
    random = np.random.default_rng(7)
    usual = np.array([0.2, 0.2, 0.2, 0.15, 0.15, 0.1])
    changed = np.array([0.14, 0.14, 0.45, 0.1, 0.1, 0.07])

    def one(mix: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Week:
        size = int(random.poisson(120 * random.uniform(0.6, 1.4)))
        counts = random.multinomial(size, random.dirichlet(mix * 150))
        corrected = int(random.binomial(size, 0.05))
        return week([int(n) for n in counts], corrected, 0.9 + random.normal(0, 0.01))

    calm = sum(bool(drift([one(usual) for _ in range(9)], NOW).moves) for _ in range(400))
    seen = sum(
        any(
            move.name == "newsletter"
            for move in drift([one(changed), *(one(usual) for _ in range(8))], NOW).moves
        )
        for _ in range(100)
    )
    assert calm <= 20
    assert seen >= 70

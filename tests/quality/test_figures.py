"""Figures against numbers worked out by hand, and what must hold of any."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.quality import Case
from emailassist.engine.figures.confidence import at_target, reliability
from emailassist.engine.figures.quality import quality
from emailassist.engine.figures.resampling import Resamples
from emailassist.engine.figures.scores import category_scores, confusion


def case(gold: str | None, said: str | None, confidence: float = 0.9, **more: object) -> Case:
    plain = Case(id="x", gold=gold, said=said, confidence=confidence, tier="agents")
    return replace(plain, **more)  # type: ignore[arg-type]


SIX = (
    case("a", "a", 0.95),
    case("a", "a", 0.85),
    case("a", "b", 0.55),
    case("b", "b", 0.75),
    case("b", "a", 0.35, accept=frozenset({"a"})),
    case("c", None, 0.15),
)


def test_scores_are_those_of_the_textbook() -> None:
    found = category_scores(SIX)
    # a: 2 hits, 3 answered, 3 there: F1 2/3; b: 1 hit, 2 answered, 2 there: 1/2; c: 0.
    assert [round(each.f1, 4) for each in found.labels] == [0.6667, 0.5, 0.0]
    assert found.accuracy is not None
    assert found.macro_f1 is not None
    assert found.lenient is not None
    assert found.lenient_macro_f1 is not None
    assert found.accuracy.value == pytest.approx(3 / 6)
    assert found.lenient.value == pytest.approx(4 / 6)
    assert found.macro_f1.value == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    # Forgiven, the fifth counts as b: a 2 of 2 answered and 3 there, b 2 of 3 and 2.
    assert found.lenient_macro_f1.value == pytest.approx((4 / 5 + 4 / 5 + 0) / 3)


def test_priority_is_judged_where_it_is_labelled() -> None:
    cases = [
        case(None, "a", gold_priority="urgent", said_priority="urgent"),
        case(None, "a", gold_priority="urgent", said_priority="normal"),
        case(None, "a", gold_priority="normal", said_priority="normal"),
        case("a", "a", said_priority="urgent"),
    ]
    found = quality(cases, 0.95).priority
    assert found is not None
    assert found.accuracy is not None
    assert found.accuracy.value == pytest.approx(2 / 3)
    normal, urgent = found.labels
    assert (urgent.label, urgent.precision, urgent.recall) == ("urgent", 1.0, 0.5)
    assert (normal.precision, normal.recall) == (0.5, 1.0)


def test_confusion_puts_what_was_not_decided_last() -> None:
    found = confusion(SIX)
    assert found.labels == ("a", "b", "c")
    assert found.said == ("a", "b", "c", "unsure")
    assert found.counts == ((2, 1, 0, 0), (1, 1, 0, 0), (0, 0, 0, 1))


def test_calibration_error_is_the_weighed_distance() -> None:
    found = reliability(SIX)
    assert [round(each.low, 1) for each in found.bins] == [0.3, 0.5, 0.7, 0.8, 0.9]
    assert found.error is not None
    # One case in each bin: |0.35-1|, |0.55-0|, |0.75-1|, |0.85-1|, |0.95-1| over 5.
    assert found.error.value == pytest.approx((0.65 + 0.55 + 0.25 + 0.15 + 0.05) / 5)


def test_as_many_are_decided_as_the_target_allows() -> None:
    assert at_target(SIX, 0.95).threshold == 0.75  # three right ones
    found = at_target(SIX, 0.80)  # then one wrong of four, and four of five
    assert found.share is not None
    assert found.share.value == pytest.approx(5 / 6)
    assert found.threshold == 0.35
    none = at_target([case("a", "b")], 0.95)
    assert none.share is not None
    assert (none.share.value, none.threshold) == (0.0, None)


def test_what_each_tier_could_decide_is_a_share_of_all() -> None:
    rules = [case("a", said, sure, tier="rules") for said, sure in (("a", 0.9), ("b", 0.8))]
    others = [case("a", "b", 0.99, tier="classifier"), case("a", None, 0.0)]
    tiers = {each.tier: each.at_target for each in quality([*rules, *others], 0.95).tiers}
    found = tiers["rules"]
    assert found is not None
    assert found.share is not None
    assert (found.share.value, found.threshold) == (0.25, 0.9)
    nothing = [tiers[name] for name in ("classifier", "unsure")]
    assert all(each and each.share and each.share.value == 0 for each in nothing)


def test_equal_confidence_is_decided_together() -> None:
    found = at_target([case("a", "a", 0.9), case("a", "b", 0.9)], 0.95)
    assert found.threshold is None


def test_what_cheap_tiers_decide_is_saved() -> None:
    cases = [
        case("a", "a", tier="rules"),
        case("a", "a", tier="classifier"),
        case("a", "a", calls=2, tokens=1_000),
        case("a", "a", calls=1, tokens=500),
    ]
    saved = quality(cases, 0.95).saved
    assert (saved.messages, saved.calls, saved.tokens) == (2, 3, 1_500)
    alone = quality(cases[:2], 0.95).saved
    assert (alone.calls, alone.tokens) == (2, None)


def test_a_set_without_labels_has_no_figures_but_costs() -> None:
    found = quality([case(None, "a", calls=1, seconds=0.5)], 0.95)
    assert found.category.accuracy is None
    assert found.category.macro_f1 is None
    assert found.reliability.error is None
    assert found.at_target.share is None
    assert (found.messages, found.labelled, found.calls) == (1, 0, 1)
    assert found.seconds is not None
    assert found.seconds.mean.value == 0.5
    assert quality([], 0.95).messages == 0


def test_one_hundred_right_ones_are_no_proof_of_perfection() -> None:
    share = Resamples([""] * 100).share([True] * 100)
    assert share is not None
    assert share.low == pytest.approx(0.025 ** (1 / 100))  # 0.9638, Clopper and Pearson
    assert share.high == 1.0


def test_a_mail_in_three_languages_counts_once_for_chance() -> None:
    holds = [True, False] * 30
    plain = Resamples([""] * 60).share(holds)
    grouped = Resamples([str(number // 6) for number in range(60)]).share(holds)
    thrice = Resamples([str(number % 20) for number in range(60)]).share(holds[:20] * 3)
    assert plain is not None
    assert grouped is not None
    assert thrice is not None
    assert grouped.low == grouped.high == 0.5  # each group is half right
    assert thrice.high - thrice.low > 1.4 * (plain.high - plain.low)


def test_the_interval_is_about_that_of_the_binomial() -> None:
    share = Resamples([""] * 400).share([True] * 320 + [False] * 80)
    assert share is not None
    assert share.low == pytest.approx(0.8 - 1.96 * 0.02, abs=0.005)
    assert share.high == pytest.approx(0.8 + 1.96 * 0.02, abs=0.005)


_LABEL = st.sampled_from("abc")
_CASES = st.lists(
    st.builds(
        case,
        st.none() | _LABEL,
        st.none() | _LABEL,
        st.floats(0, 1),
        group=st.sampled_from(["", "1", "2"]),
        accept=st.frozensets(_LABEL),
    ),
    max_size=12,
)


@given(_CASES, st.floats(0.5, 1))
@settings(max_examples=25, deadline=None)
def test_every_figure_is_a_share_inside_its_interval(cases: list[Case], target: float) -> None:
    found = quality(cases, target)
    for each in (
        found.category.accuracy,
        found.category.lenient,
        found.category.macro_f1,
        found.category.lenient_macro_f1,
        found.reliability.error,
        found.at_target.share,
        *(tier.share for tier in found.tiers),
    ):
        if each is not None:
            assert -1e-9 <= each.low <= each.value <= each.high <= 1 + 1e-9
    assert sum(tier.count for tier in found.tiers) == len(cases)
    assert sum(map(sum, found.confusion.counts)) == found.labelled
    assert quality(cases, target) == found

"""What is judged was said after all that was learned from."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.lesson import Deed, Lesson
from emailassist.engine.splits import NEEDED, judgeable, moment, splits
from emailassist.store.lessons import Kept

START = datetime(2026, 11, 1, tzinfo=UTC)


def kept(number: int, minute: int, *, message: int | None = 0, deed: Deed | None = None) -> Kept:
    at = START + timedelta(minutes=minute)
    lesson = Lesson("fyi", None, None, 0.2 if deed else 1.0, at, deed)
    about = number if message == 0 else message
    key = None if about is None else MessageKey(about)
    return Kept(LessonKey(number), key, "", lesson, "tom@x.example", "", None, "")


def test_sixty_corrections_are_judged_in_five_blocks_after_the_first_third() -> None:
    every = [kept(number, number) for number in range(1, 61)]
    found = splits(every, judgeable(every))
    assert [len(each.judged) for each in found] == [8] * 5
    assert [len(each.learned) for each in found] == [20, 28, 36, 44, 52]


def test_what_was_said_in_one_go_is_not_torn_apart() -> None:
    every = [kept(number, number // 15) for number in range(1, 46)]
    found = splits(every, judgeable(every))
    assert [each.judged[0].key for each in found] == [30, 45][: len(found)]
    at_once = [kept(number, 0) for number in range(1, 46)]
    assert sum(len(each.judged) for each in splits(at_once, judgeable(at_once))) == 30


def test_deeds_and_messages_that_are_gone_are_not_judged() -> None:
    every = [kept(1, 1, deed=Deed.MOVED), kept(2, 2, message=None), kept(3, 3)]
    assert [each.key for each in judgeable(every)] == [3]
    assert splits(every, judgeable(every)) == ()


_LESSONS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 60), st.booleans()), min_size=NEEDED, max_size=90
)


@given(_LESSONS)
@settings(max_examples=40, deadline=None)
def test_nothing_is_judged_on_what_it_learned_from(drawn: list[tuple[int, int, bool]]) -> None:
    every = [
        kept(number, minute, message=message, deed=Deed.MOVED if deed else None)
        for number, (minute, message, deed) in enumerate(drawn, 1)
    ]
    judged = judgeable(every)
    found = splits(every, judged)
    keys = [each.key for split in found for each in split.judged]
    assert keys == [each.key for each in judged][len(judged) - len(keys) :]  # once each, the latest
    for split in found:
        about = {each.message for each in split.judged}
        for one in split.learned:
            assert one.message not in about
            assert moment(one) < moment(split.judged[0])

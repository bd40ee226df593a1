from array import array

from hypothesis import given
from hypothesis import strategies as st

from emailassist.gui.key_changes import Insert, Remove, changes

keys = st.lists(st.integers(0, 40), unique=True)


def _apply(old: list[int], steps: list[Remove | Insert]) -> list[int]:
    result = array("q", old)
    for step in steps:
        if isinstance(step, Remove):
            assert step.stop > step.start
            del result[step.start : step.stop]
        else:
            assert len(step.keys)
            result[step.start : step.start] = step.keys
    return list(result)


@given(keys, keys)
def test_changes_lead_from_one_to_the_other(old: list[int], new: list[int]) -> None:
    assert _apply(old, changes(array("q", old), array("q", new))) == new


def test_a_new_message_at_the_top_is_one_insertion() -> None:
    steps = changes(array("q", range(100_000)), array("q", [-1, *range(100_000)]))
    assert steps == [Insert(0, array("q", [-1]))]


def test_messages_that_stay_are_not_removed() -> None:
    steps = changes(array("q", [1, 2, 3, 4, 5]), array("q", [9, 1, 3, 5, 6]))
    removed = [number for step in steps if isinstance(step, Remove) for number in [step.start]]
    assert removed == [3, 1]
    assert sum(len(step.keys) for step in steps if isinstance(step, Insert)) == 2


def test_nothing_changed() -> None:
    assert changes(array("q", [1, 2]), array("q", [1, 2])) == []

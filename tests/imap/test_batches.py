from hypothesis import given
from hypothesis import strategies as st

from emailassist.imap.batches import by_count, by_size


@given(st.lists(st.integers()), st.integers(1, 10))
def test_slices_hold_everything_in_order(items: list[int], count: int) -> None:
    slices = list(by_count(items, count))
    assert [item for some in slices for item in some] == items
    assert all(0 < len(some) <= count for some in slices)


@given(st.lists(st.tuples(st.integers(), st.integers(0, 50))), st.integers(1, 5))
def test_groups_keep_both_limits(sized: list[tuple[int, int]], count: int) -> None:
    # The items are positions here, so that the size of each can be looked up.
    positions = [(place, size) for place, (_, size) in enumerate(sized)]
    groups = list(by_size(positions, count=count, size=30))
    assert [place for group in groups for place in group] == list(range(len(sized)))
    for group in groups:
        assert 0 < len(group) <= count
        assert len(group) == 1 or sum(positions[place][1] for place in group) <= 30

from hypothesis import given
from hypothesis import strategies as st

from emailassist.imap.batches import by_count


@given(st.lists(st.integers()), st.integers(1, 10))
def test_slices_hold_everything_in_order(items: list[int], count: int) -> None:
    slices = list(by_count(items, count))
    assert [item for some in slices for item in some] == items
    assert all(0 < len(some) <= count for some in slices)

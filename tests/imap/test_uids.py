import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.ids import Uid
from emailassist.imap.uids import LARGEST, UidRanges

uids = st.sets(st.integers(1, 300))


@given(uids)
def test_a_set_is_written_and_read_back(some: set[int]) -> None:
    ranges = UidRanges.of(some)
    assert list(ranges) == sorted(some)
    assert len(ranges) == len(some)
    assert not some or UidRanges.parse(str(ranges).encode()) == ranges


@given(uids, st.integers(0, 301))
def test_a_set_knows_what_it_holds(some: set[int], uid: int) -> None:
    assert (uid in UidRanges.of(some)) == (uid in some)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1))
def test_spans_may_come_reversed_and_overlap(spans: list[tuple[int, int]]) -> None:
    text = ",".join(f"{first}:{last}" for first, last in spans)
    expected = {uid for a, b in spans for uid in range(min(a, b), max(a, b) + 1)}
    assert list(UidRanges.parse(text.encode())) == sorted(expected)


@given(uids, st.integers(12, 60))
def test_pieces_are_short_enough_and_lose_nothing(some: set[int], octets: int) -> None:
    pieces = list(UidRanges.of(some).by_length(octets))
    assert [uid for piece in pieces for uid in piece] == sorted(some)
    assert all(len(str(piece)) <= octets for piece in pieces)


def test_four_billion_uids_are_not_counted_one_by_one() -> None:
    ranges = UidRanges.parse(b"1:4294967295")
    assert len(ranges) == LARGEST
    assert ranges.among([Uid(5), Uid(LARGEST)]) == {5, LARGEST}


@pytest.mark.parametrize("text", [b"", b"0", b"*", b"1:*", b"a", b"1,,2", b"4294967296", b"9" * 99])
def test_what_is_no_set_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="UID"):
        UidRanges.parse(text)

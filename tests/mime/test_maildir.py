from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN
from emailassist.mime import maildir

DATE = datetime(2026, 11, 18, tzinfo=UTC)
KEYWORDS = ["Work", "$Junk", "été"]


@given(st.frozensets(st.sampled_from([SEEN, ANSWERED, FLAGGED, DRAFT, DELETED, *KEYWORDS])))
def test_flags_survive_in_a_name(flags: frozenset[str]) -> None:
    kept = maildir.read_keywords(maildir.written_keywords(KEYWORDS))
    name = maildir.file_name(3, 120, DATE, maildir.letters(flags, KEYWORDS))
    assert maildir.flags(name, kept) == flags
    assert ":" not in name or flags


def test_names_of_other_programs_are_understood() -> None:
    assert maildir.flags("1.M2P3.host,S=5,W=6:2,PSa", ["x"]) == {SEEN, "$Forwarded", "x"}
    assert maildir.flags("1.M2P3.host:2,z", []) == frozenset()
    assert maildir.flags("1.M2P3.host", []) == frozenset()


def test_a_broken_list_of_keywords_says_nothing_wrong() -> None:
    kept = maildir.read_keywords("0 a\nno number\n99 b\n2 c\n")
    assert (kept[:4], len(kept)) == (["a", "", "c", ""], 26)

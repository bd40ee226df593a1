"""Whatever an IMAP server answers: the session bears it or says what is wrong."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.fuzzing import ANSWERS, TOKENS, USES, Edit, survive

EDITS = st.lists(
    st.builds(
        Edit,
        answer=st.integers(0, ANSWERS),
        place=st.floats(0, 1),
        cut=st.integers(0, 30),
        text=st.sampled_from(TOKENS) | st.binary(max_size=8),
    ),
    min_size=1,
    max_size=4,
)


def test_the_answers_are_good_before_they_are_tampered_with() -> None:
    assert survive([]) == USES


@given(edits=EDITS)
@settings(max_examples=300)
def test_tampered_answers_end_well_or_with_a_sentence(edits: list[Edit]) -> None:
    survive(edits)

"""Whatever an IMAP server answers: the session bears it or says what is wrong."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.fuzzing import TOKENS, Edit, TamperedServer, survive

EDITS = st.lists(
    st.builds(
        Edit,
        answer=st.integers(0, 10),
        place=st.floats(0, 1),
        cut=st.integers(0, 30),
        text=st.sampled_from(TOKENS) | st.binary(max_size=8),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def tampered() -> Iterator[TamperedServer]:
    with TamperedServer() as server:
        yield server


def test_the_answers_are_good_before_they_are_tampered_with(tampered: TamperedServer) -> None:
    survive(tampered, [])


@given(edits=EDITS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tampered_answers_end_well_or_with_a_sentence(
    tampered: TamperedServer, edits: list[Edit]
) -> None:
    survive(tampered, edits)

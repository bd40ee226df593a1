"""The index of vectors: whatever the order and the pieces in which they come, it finds the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.local.vector_index import SHORT, VectorIndex, basis_of, cosines

WIDTH = 256
DICE = np.random.default_rng(3)
ROWS = DICE.standard_normal((400, WIDTH)) * np.geomspace(1, 0.02, WIDTH)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)
VECTORS = [row.astype(np.float16).tobytes() for row in ROWS]
BASIS = basis_of(VECTORS)


def _closest(index: VectorIndex, question: int, most: int = 10) -> list[int]:
    """As the engine asks: candidates, ranked by the vectors themselves."""
    keys, _ = index.candidates(VECTORS[question], 4 * most)
    exact = cosines(VECTORS[question], [VECTORS[key % 400] for key in keys])
    return [key for _, key in sorted(zip((-each for each in exact), keys, strict=True))][:most]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 399), max_size=60), max_size=8),
    st.integers(0, 399),
    st.booleans(),
)
def test_an_index_that_grew_is_one_made_anew(
    pieces: list[list[int]], question: int, short: bool
) -> None:
    basis = BASIS if short else b""
    grown = VectorIndex(basis)
    for piece in pieces:
        grown.put([(key, VECTORS[(key + 1) % 400]) for key in piece])  # replaced below
        grown.put([(key, VECTORS[key]) for key in piece])
    anew = VectorIndex(basis)
    keys = sorted({key for piece in pieces for key in piece}, reverse=True)
    anew.put([(key, VECTORS[key]) for key in keys])
    assert len(grown) == len(anew) == len(keys)
    assert _closest(grown, question) == _closest(anew, question)
    if question in keys:
        assert _closest(grown, question)[0] == question


def test_what_is_found_is_what_is_closest() -> None:
    for basis, least in ((b"", 1.0), (BASIS, 0.98)):
        index = VectorIndex(basis)
        index.put(list(enumerate(VECTORS)))
        found = right = 0
        for question in range(40):
            exact = np.argsort(-(ROWS @ ROWS[question]))[:10]
            found += len(set(_closest(index, question)) & set(exact.tolist()))
            right += 10
        assert found / right >= least
        assert index.octets <= 1_024 * ((SHORT if basis else WIDTH) + 12)


def test_nothing_and_other_widths_are_no_trouble() -> None:
    index = VectorIndex()
    assert index.candidates(VECTORS[0], 5) == ([], [])
    index.put([])
    index.put([(1, VECTORS[0]), (2, b"\0" * 20), (3, b"")])
    assert len(index) == 1
    assert index.candidates(b"\0" * 20, 5) == ([], [])
    assert basis_of([b"\0" * 20] * 3) == b""

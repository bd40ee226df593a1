"""A text that was asked for lately is not encoded again."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from emailassist.local.recent import RecentVectors


class Counting:
    """Says how long texts are, and remembers what it was asked."""

    def __init__(self) -> None:
        self.model = "counting"
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        self.asked += texts
        return np.array([[len(text), len(self.model)] for text in texts], dtype=np.float32)


def test_only_what_is_new_is_asked_for_and_rows_stay_in_order() -> None:
    source = Counting()
    recent = RecentVectors(source)
    assert recent.embed(["one", "three"])[:, 0].tolist() == [3, 5]
    assert recent.embed(["three", "eleven", "one", "eleven"])[:, 0].tolist() == [5, 6, 3, 6]
    assert source.asked == ["one", "three", "eleven"]


def test_texts_that_the_encoder_reads_alike_are_one() -> None:
    source = Counting()
    recent = RecentVectors(source)
    recent.embed(["a  b\nc"])
    recent.embed(["a b c"])
    assert source.asked == ["a b c"]


def test_the_oldest_are_dropped_and_what_was_asked_again_is_not_old() -> None:
    source = Counting()
    recent = RecentVectors(source, most=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        recent.embed([text])
    assert source.asked == ["one", "two", "three", "two"]


def test_another_model_is_asked_anew() -> None:
    source = Counting()
    recent = RecentVectors(source)
    recent.embed(["one"])
    source.model = "lexical"
    assert recent.embed(["one"])[0].tolist() == [3, 7]

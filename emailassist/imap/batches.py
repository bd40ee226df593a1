"""Cutting work into pieces that a server can bear.

Owns: the arithmetic. Must not: know IMAP.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def by_count(items: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    """Consecutive slices of at most `count` items."""
    return (items[start : start + count] for start in range(0, len(items), count))

"""Cutting work into pieces that a server and our memory can bear.

Owns: the arithmetic. Must not: know IMAP.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def by_count(items: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    """Consecutive slices of at most `count` items."""
    return (items[start : start + count] for start in range(0, len(items), count))


def by_size(sized: Iterable[tuple[T, int]], *, count: int, size: int) -> Iterator[list[T]]:
    """Consecutive groups of at most `count` items and `size` in all.

    An item that is larger than `size` gets a group of its own.
    """
    group: list[T] = []
    total = 0
    for item, item_size in sized:
        if group and (len(group) == count or total + item_size > size):
            yield group
            group, total = [], 0
        group.append(item)
        total += item_size
    if group:
        yield group

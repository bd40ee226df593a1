"""Sets of UIDs as the protocol writes them (RFC 9051 section 9, sequence-set).

Owns: their text and their arithmetic. Must not: expand what a server may have made huge.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from typing_extensions import override

from emailassist.domain.ids import Uid

LARGEST = 2**32 - 1
_LONGEST_COMMAND = 8000
"""Octets of a sequence set in one command: what every server takes (RFC 2683 section 3.2.1.5)."""


@dataclass(frozen=True, slots=True)
class UidRanges:
    """UIDs as ascending, disjoint spans, each from its first to its last UID inclusive."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, uids: Iterable[int]) -> Self:
        """These UIDs, in any order."""
        return cls.merged((uid, uid) for uid in uids)

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """What a server wrote, such as ``1:3,7``; raises ValueError."""
        spans = []
        for part in text.split(b","):
            first, _, last = part.partition(b":")
            low, high = sorted((_number(first), _number(last or first)))
            spans.append((low, high))
        return cls.merged(spans)

    @classmethod
    def merged(cls, spans: Iterable[tuple[int, int]]) -> Self:
        """These spans, which may overlap and come in any order."""
        merged: list[tuple[int, int]] = []
        for low, high in sorted(spans):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return cls(tuple(merged))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __len__(self) -> int:
        """How many UIDs; a server may claim four billion."""
        return sum(high - low + 1 for low, high in self.spans)

    def __contains__(self, uid: object) -> bool:
        if not isinstance(uid, int):
            return False
        place = bisect_right(self.spans, (uid, LARGEST)) - 1
        return place >= 0 and uid <= self.spans[place][1]

    def __iter__(self) -> Iterator[Uid]:
        """Every UID, ascending; lazily, as there may be many."""
        return (Uid(uid) for low, high in self.spans for uid in range(low, high + 1))

    @override
    def __str__(self) -> str:
        return ",".join(f"{low}" if low == high else f"{low}:{high}" for low, high in self.spans)

    def among(self, uids: Iterable[Uid]) -> set[Uid]:
        """Those of `uids` that are in here."""
        return {uid for uid in uids if uid in self}

    def by_length(self, octets: int = _LONGEST_COMMAND) -> Iterator[Self]:
        """The same UIDs in pieces whose text is no longer than that."""
        some: list[tuple[int, int]] = []
        length = 0
        for span in self.spans:
            more = len(str(type(self)((span,)))) + 1
            if some and length + more > octets:
                yield type(self)(tuple(some))
                some, length = [], 0
            some.append(span)
            length += more
        if some:
            yield type(self)(tuple(some))


def _number(text: bytes) -> int:
    if not text.isdigit() or not 0 < (number := int(text[:11])) <= LARGEST:
        raise ValueError("not a UID")
    return number

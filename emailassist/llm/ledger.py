"""The egress ledger as the guard needs it.

Owns: the protocol, and what is written down of a request. Must not: know where it is kept.
"""

from datetime import UTC, datetime
from typing import Protocol

import httpx2

from emailassist.domain.egress import Arrival, Departure
from emailassist.domain.ids import MessageKey
from emailassist.llm.purpose import Purpose

_LINE_ENDS = 4
"""Bytes of ': ' and the end of a header line (RFC 9112)."""


class Ledger(Protocol):
    """Writes down what leaves this machine."""

    async def depart(self, departure: Departure) -> int:
        """Write the entry for good before a byte is sent; raises EmailAssistError if that fails."""
        ...

    async def arrive(self, entry: int, arrival: Arrival) -> None:
        """Complete the entry; raises EmailAssistError if that fails."""
        ...


def departure(request: httpx2.Request, purpose: Purpose, *, endpoint: str) -> Departure:
    """What is to be written down of a request just as it will be sent."""
    body = request.content
    line = len(request.method) + len(request.url.raw_path) + len("  HTTP/1.1\r\n\r\n")
    header = sum(len(key) + len(value) + _LINE_ENDS for key, value in request.headers.raw)
    return Departure(
        at=datetime.now(UTC),
        endpoint=endpoint,
        host=request.url.host,
        reason=purpose.reason,
        target=f"{request.method} {request.url.copy_with(query=None)}",
        body=body,
        sent=line + header + len(body),
        subject=None if purpose.subject is None else MessageKey(purpose.subject),
        run=purpose.run,
        masked=purpose.masked,
        values=purpose.values,
    )


def arrival(outcome: str, received: int = 0) -> Arrival:
    """How it ended, now."""
    return Arrival(datetime.now(UTC), outcome, received)

"""What the receiving server found out about who sent a message (RFC 8601).

Owns: reading its Authentication-Results, and whose they are. Must not: believe those of others,
or check anything itself.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from emailassist.domain.message import ParsedMessage
from emailassist.mime.links import organisational_domain

FIELD: Final = "authentication-results"
NAMELESS: Final = ""
"""The id of servers that write none, against the RFC."""

_MAX: Final = 4_000
_RESULT: Final = re.compile(
    r"\b(spf|dkim|dmarc)\s*=\s*(fail|softfail|hardfail|permerror|none|(?:bestguess)?pass|neutral"
    r"|temperror|policy)",
    re.IGNORECASE,
)
_SPF_DOMAIN: Final = re.compile(r"smtp\.mailfrom=(?:[^\s;@]*@)?([\w.-]{1,253})", re.IGNORECASE)
_SIGNED: Final = re.compile(
    r"dkim\s*=\s*pass\b[^;]{0,300}?header\.[di]=@?(?:[^\s;@]*@)?([\w.-]{1,253})", re.IGNORECASE
)
_SERVER: Final = re.compile(r"\s*([\w.:-]{1,253})(?:\s+\d+)?\s*(?:\([^)]*\)\s*)?(?:;|$)")
_MOST: Final = 0.6
"""Share of messages from which on what stands on top is taken for the server's own."""
_FEWEST: Final = 5
"""Messages below which nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """Results by method, in lower case; `vouching` are domains that a check stands for."""

    results: dict[str, str]
    vouching: frozenset[str] = frozenset()

    @property
    def failed(self) -> str:
        """What failed: “DMARC”, or “SPF” where DMARC says nothing and no signature holds; ''."""
        dmarc = self.results.get("dmarc", "none")
        if dmarc != "none":
            return "DMARC" if dmarc in {"fail", "permerror"} else ""
        bounced = self.results.get("spf") in {"fail", "softfail"}
        return "SPF" if bounced and self.results.get("dkim") != "pass" else ""

    def is_aligned(self, domain: str) -> bool:
        """Whether a check that passed is about the domain of that sender, or its owner's."""
        if self.results.get("dmarc") in {"pass", "bestguesspass"}:
            return True
        return organisational_domain(domain) in self.vouching


def read_authentication(message: ParsedMessage) -> Authentication:
    """What the server that stands on top says: others may be the sender's own.

    Receiving servers put theirs on top, above the Received line that they add; some write a
    field for each method.
    """
    results: dict[str, str] = {}
    vouching: set[str] = set()
    for value in _of_topmost(message.headers):
        for method, result in _RESULT.findall(value):
            results.setdefault(method.casefold(), result.casefold())
        vouching.update(_SIGNED.findall(value))
        if results.get("spf") == "pass":
            vouching.update(_SPF_DOMAIN.findall(value)[:1])
    return Authentication(results, frozenset(map(organisational_domain, vouching)))


def _of_topmost(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    server: str | None = None
    for name, value in headers:
        field = name.casefold()
        if field == FIELD:
            found = server_id(value)
            if server is not None and found != server:
                return
            server = found
            yield value[:_MAX]
        elif field == "received" and server is not None:
            return


def server_id(value: str) -> str:
    """The authserv-id of a field's value; NAMELESS if it begins with a result at once."""
    found = _SERVER.match(value[:_MAX])
    return found[1].casefold() if found else NAMELESS


def topmost_server(headers: Iterable[tuple[str, str]]) -> str | None:
    """Who wrote the topmost results; None if nobody did."""
    return next((server_id(value) for name, value in headers if name.casefold() == FIELD), None)


def own_servers(topmost: Iterable[str | None]) -> frozenset[str] | None:
    """The ids that the receiving server writes, from who stands on top of many messages.

    None while that is not clear; empty if it writes none, so that all there are are others'.
    """
    counted = Counter(topmost)
    whole = counted.total()
    if whole < _FEWEST:
        return None
    (server, count), *_ = counted.most_common()
    if count < _MOST * whole:
        return None
    return frozenset() if server is None else frozenset({server})


def believed(message: ParsedMessage, servers: Collection[str] | None) -> ParsedMessage:
    """The message without results of servers other than these; None: nobody knows which."""
    if servers is None:
        return message
    kept = tuple(
        (name, value)
        for name, value in message.headers
        if name.casefold() != FIELD or server_id(value) in servers
    )
    return message if len(kept) == len(message.headers) else replace(message, headers=kept)

"""The parts of web addresses that say who follows them.

Owns: finding tracking parameters and opaque codes in links. Must not: touch the host, or a path
that a person could read out.
"""

import re
from collections.abc import Iterator
from typing import Final

from emailassist.assistant.masking.found import Found, Kind

WEB_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'“”«»\]\[{}|\\^`]{3,4000}", re.IGNORECASE
)
_TAIL: Final = re.compile(r"[?#][^\s]+$")
_SEGMENT: Final = re.compile(r"(?<=[/=;,])[\w%~.=+-]{16,}(?=[/;,]|$)")
_TRACKING: Final = re.compile(
    r"[?&#;](?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|mkt_tok|_hs\w+|vero_\w+|oly_\w+|trk\w*"
    r"|ref|ref_|referrer|source|campaign\w*|cid|eid|uid|sid|rid|email|e|u|user\w*|subscriber\w*"
    r"|recipient\w*|token|key|sig|signature|hash|h|s|t|code|auth|session\w*|id|unsub\w*)=",
    re.IGNORECASE,
)
_HARMLESS: Final = 12
"""Characters of a query that can hardly say who somebody is: "?page=2"."""
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def find_tracking(text: str) -> Iterator[Found]:
    """Query strings and fragments that identify, long codes in paths, user names in links."""
    for match in WEB_ADDRESS.finditer(text):
        url = match.group().rstrip(".,;:!?*_~)")
        spans = []
        tail = _TAIL.search(url)
        path_end = tail.start() if tail else len(url)
        if tail and (len(tail.group()) > _HARMLESS or _TRACKING.search(tail.group())):
            spans.append((tail.start() + 1, len(url)))
        spans += [s.span() for s in _CREDENTIALS.finditer(url)]
        spans += [s.span() for s in _SEGMENT.finditer(url[:path_end]) if _is_code(s.group())]
        for start, end in spans:
            yield Found(Kind.LINK, match.start() + start, match.start() + end, url[start:end])


def _is_code(segment: str) -> bool:
    """Whether a path segment is made by a machine: digits among letters, or no word in it."""
    words = re.split(r"[-_.+~%=]", segment)
    readable = sum(len(word) for word in words if word.isalpha() and len(word) < 16)
    mixed = any(char.isdigit() for char in segment) or any(len(word) >= 24 for word in words)
    return mixed and readable < len(segment) * 0.6

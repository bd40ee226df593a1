"""Links whose text promises another place than they lead to.

Owns: who registered a domain, comparing the shown and the real domain of a link. Must not: open
or resolve anything.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Endings that make a bare word in a link's text a domain; .py, .md or .zip are mostly files.
_ENDINGS = (
    "com|net|org|edu|gov|mil|int|info|biz|app|dev|shop|store|online|site|cloud|bank|email|eu|es|fr"
    "|de|uk|us|ca|mx|ar|cl|co|br|pt|it|nl|be|ch|at|ie|lu|se|no|dk|fi|cz|ru|cn|jp|in|au|nz|tv|me|io|ai"
)
_LABEL = r"[\w](?:[\w-]{0,61}[\w])?"
_SHOWN = re.compile(
    rf"(?:https?://|www\.)(?:[^\s/@]{{1,100}}@)?(?P<url>{_LABEL}(?:\.{_LABEL}){{1,8}})"
    rf"|(?<![\w@.-])(?:[\w.+-]{{1,64}}@)?(?P<bare>(?:{_LABEL}\.){{1,8}}(?:{_ENDINGS}))(?![\w.-]*\w)",
    re.IGNORECASE,
)
_LONGEST_TEXT = 300
_LONGEST_LINK = 4_000
_HOSTS = 4_096
"""Names whose owner is remembered."""


# Gateways that rewrite the links of what they let in: host, path, and where the real link is.
_PROOFPOINT = re.compile(r"urldefense\.(?:proofpoint\.)?com")
_GATEWAYS = (
    (re.compile(r".+\.safelinks\.protection\.outlook\.com"), re.compile(r"/.*"), ("url",)),
    (_PROOFPOINT, re.compile(r"/v[12]/url"), ("u",)),
    (re.compile(r"(?:www\.)?google\.com"), re.compile(r"/url"), ("q", "url")),
)
_IN_PATH = re.compile(r"https?://[^/]+/v3/__(.+?)__;", re.IGNORECASE)
_ENCODED = re.compile(r"-([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class SuspiciousLink:
    """A link's text, the domain it really leads to, and the one it shows, if any."""

    text: str
    target: str
    shown: str = field(default="", compare=False)


def suspicious_link(text: str, href: str) -> SuspiciousLink | None:
    """The mismatch between a link's text and its target, None when there is none."""
    text = " ".join(text.split())[:_LONGEST_TEXT]
    target = target_domain(href)
    if not target or not text:
        return None
    if _has_user_part(href):
        return SuspiciousLink(text, target)
    shown = _SHOWN.search(text)
    if shown is None:
        return None
    promised = (shown["url"] or shown["bare"]).casefold()
    promised = _ascii(promised.removeprefix("www."))
    if organisational_domain(promised) == organisational_domain(target):
        return None
    return SuspiciousLink(text, target, organisational_domain(promised))


def target_domain(href: str) -> str:
    """The domain that http, https and mailto links lead to, in its ASCII form; else ''.

    Through a gateway that rewrites links, that is the domain behind it.
    """
    try:
        parts = urlsplit(_unwrapped(href.strip()))
        if parts.scheme == "mailto":
            return unquote(parts.path).rpartition("@")[2].casefold()
        return _ascii(unquote(parts.hostname or "").removeprefix("www."))
    except ValueError:
        return ""


def _unwrapped(href: str) -> str:
    """The link that a gateway has wrapped; the link itself where that is not told for certain."""
    if len(href) > _LONGEST_LINK:
        return href
    parts = urlsplit(href)
    host = parts.hostname or ""
    in_path = _IN_PATH.match(href) if _PROOFPOINT.fullmatch(host) else None
    if in_path:
        return unquote(in_path[1])
    for gateway, path, names in _GATEWAYS:
        if gateway.fullmatch(host) and path.fullmatch(parts.path):
            given = parse_qs(parts.query)
            links = [link for name in names for link in given.get(name, ())]
            if len(links) != 1:
                return href
            if parts.path == "/v2/url":  # Proofpoint's second way writes % as - and / as _
                return unquote(_ENCODED.sub(r"%\1", links[0]).replace("_", "/"))
            return links[0]
    return href


def _has_user_part(href: str) -> bool:
    """``https://bank.com@evil.example`` goes to evil.example."""
    netloc = href.partition("://")[2].partition("/")[0]
    return href.casefold().startswith("http") and "@" in netloc


@lru_cache(maxsize=_HOSTS)
def organisational_domain(host: str) -> str:
    """The part of a host name that one owner registers (Public Suffix List); else all of it."""
    host = host.casefold().strip(".")
    if not host or host.replace(".", "").isdigit():
        return host
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> "PublicSuffixList":
    # Reading the list takes 40 ms: not before a link is looked at.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _ascii(domain: str) -> str:
    try:
        return domain.casefold().encode("idna").decode("ascii") if domain else ""
    except UnicodeError:
        return domain.casefold()

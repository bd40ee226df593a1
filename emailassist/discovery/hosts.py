"""Names of hosts and domains that strangers tell us.

Owns: what a name may look like, and whose it is. Must not: look any up.
"""

import re
from functools import cache

from publicsuffixlist import PublicSuffixList

from emailassist.domain.errors import SettingsError

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST = 253


@cache
def _suffixes() -> PublicSuffixList:
    """The list, read when it is first needed."""
    return PublicSuffixList()


def domain_of(email: str) -> str:
    """The domain of an address in ASCII (RFC 5891); raises SettingsError.

    This, never the part before the @, is what may be told to anybody.
    """
    local, _, domain = email.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_domain = ""
    if not local or not is_host(ascii_domain) or "." not in ascii_domain:
        raise SettingsError(
            f"{email.strip()!r} is not a mail address.", hint="It looks like name@example.org."
        )
    return ascii_domain


def is_host(name: str) -> bool:
    """Whether this can be the name of a host in ASCII (or an IPv4 address)."""
    return len(name) <= _LONGEST and all(_LABEL.fullmatch(each) for each in name.split("."))


def is_of(host: str, domain: str) -> bool:
    """Whether both are registered by one owner, as far as the public suffix list knows."""
    return _registered(host) == _registered(domain)


def registered(domain: str) -> str:
    """The part of a domain that its owner registered."""
    return _registered(domain)


def _registered(name: str) -> str:
    found: str | None = _suffixes().privatesuffix(name)
    return found or name

"""Servers that a domain would have if it did as most do.

Owns: the usual names and ports. Must not: connect.
"""

from itertools import product

from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Candidate, Origin, Service

_IMAP = (("imap", "mail", ""), ((993, Security.TLS), (143, Security.STARTTLS)))
_SMTP = (("smtp", "mail", ""), ((465, Security.TLS), (587, Security.STARTTLS)))
_USUAL = {Service.IMAP: _IMAP, Service.SMTP: _SMTP}


def guesses(service: Service, domain: str, email: str) -> tuple[Candidate, ...]:
    """The usual servers of that domain, the most usual first."""
    names, ports = _USUAL[service]
    return tuple(
        Candidate(
            service=service,
            server=Server(f"{name}.{domain}".lstrip("."), port, security),
            username=email,
            origin=Origin.GUESS,
            told_by="a guess",
        )
        for (port, security), name in product(ports, names)
    )

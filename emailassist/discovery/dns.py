"""What the name servers say about a mail domain.

Owns: SRV (RFC 6186, 8314) and MX questions. Must not: believe the answers; DNS can be forged.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from emailassist.discovery.hosts import is_host

if TYPE_CHECKING:
    import dns.asyncresolver

SECONDS = 5.0
_MOST_ANSWERS = 20


class DnsError(Exception):
    """No name server answered in time: nothing is known, not even that there is no record."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an SRV record points."""

    host: str
    port: int


class Names(Protocol):
    """Someone who answers questions of DNS; both raise `DnsError`."""

    async def srv(self, name: str) -> tuple[Target, ...]:
        """The targets of a service, the preferred first; empty when it is not offered."""

    async def mx(self, domain: str) -> tuple[str, ...]:
        """The mail exchangers of a domain, the preferred first."""


class Dns:
    """The name servers of this machine, or those given."""

    def __init__(self, servers: tuple[str, ...] = (), port: int = 53) -> None:
        self._servers = servers
        self._port = port

    async def srv(self, name: str) -> tuple[Target, ...]:
        records = await self._ask(name, "SRV")
        # RFC 2782: lowest priority first; among equals the weightier. "." means not offered.
        ordered = sorted(records, key=lambda each: (each.priority, -each.weight))
        found = (Target(_host(each.target), each.port) for each in ordered)
        return tuple(each for each in found if is_host(each.host) and each.port)

    async def mx(self, domain: str) -> tuple[str, ...]:
        records = await self._ask(domain, "MX")
        ordered = sorted(records, key=lambda each: each.preference)
        hosts = (_host(each.exchange) for each in ordered)
        return tuple(host for host in hosts if is_host(host))

    async def _ask(self, name: str, kind: str) -> list:  # type: ignore[type-arg]  # of Rdata
        # Importing it takes time: not before somebody adds an account.
        import dns.exception
        import dns.resolver

        try:
            resolver = self._resolver()
            answer = await resolver.resolve(name, kind, lifetime=SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsError from error
        return list(answer)[:_MOST_ANSWERS]

    def _resolver(self) -> "dns.asyncresolver.Resolver":
        import dns.asyncresolver

        resolver = dns.asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = list(self._servers)
            resolver.port = self._port
        return resolver


def _host(name: object) -> str:
    return str(name).rstrip(".").lower()

"""Asking for a domain's servers, the surest sources first.

Owns: the order: presets, also of who receives the domain's mail (MX); what the domain itself says
(autoconfiguration, SRV); Mozilla's ISPDB; guesses. Must not: connect to the servers that are
named, or say anything of the address but its domain.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from emailassist.discovery.autoconfig import AutoconfigError, Listed, parse
from emailassist.discovery.cache import Cache
from emailassist.discovery.dns import DnsError, Names, Target
from emailassist.discovery.guesses import guesses
from emailassist.discovery.hosts import domain_of, is_of, registered
from emailassist.discovery.presets import Presets
from emailassist.discovery.web import ISPDB, FetchError, Web, own_addresses
from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Candidate, Origin, Service
from emailassist.domain.provider import Provider

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """What one round of questions brought; `text` says of whom, `notes` what was in vain."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    provider: Provider | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """An address and its domain, on the way through the stages."""

    email: str
    domain: str

    def candidate(
        self,
        service: Service,
        server: Server,
        origin: Origin,
        told_by: str,
        *,
        username: str = "",
        foreign: bool = False,
    ) -> Candidate:
        return Candidate(service, server, username or self.email, origin, told_by, foreign)


_SERVICES = (
    ("_imaps._tcp", Service.IMAP, Security.TLS),
    ("_imap._tcp", Service.IMAP, Security.STARTTLS),
    ("_submissions._tcp", Service.SMTP, Security.TLS),
    ("_submission._tcp", Service.SMTP, Security.STARTTLS),
)
_SILENT = "No name server answered: this machine may be offline."


class Search:
    """Finds candidates; all I/O goes through the parts it is given."""

    def __init__(self, presets: Presets, names: Names, web: Web, cache: Cache) -> None:
        self.presets = presets
        self._names = names
        self._web = web
        self._cache = cache

    async def stages(self, email: str, *, ispdb: bool) -> AsyncGenerator[Stage, None]:
        """Round after round, each less sure than the one before; stop when you have enough.

        `ispdb`: whether Mozilla may be asked, too. Raises SettingsError for what is no address.
        """
        asked = _Asked(email, domain_of(email))
        provider = self.presets.of_domain(asked.domain)
        if provider is not None:
            yield Stage(provider.title, _of_provider(asked, provider, Origin.PRESET), provider)
            return  # nobody knows its servers better
        exchangers, silent = await _answered(self._names.mx(asked.domain))
        hosting = self.presets.of_mx(exchangers)
        if hosting is not None:
            # Before the domain's own file: web hosts put one there for mail that is elsewhere.
            yield Stage(hosting.title, _of_provider(asked, hosting, Origin.MX), hosting)
        yield await self._own_word(asked, silent=silent)
        if ispdb:
            yield await self._ispdb(asked, exchangers)
        yield _guessed(asked, exchangers)

    async def _own_word(self, asked: _Asked, *, silent: bool) -> Stage:
        """What the domain says of itself: by HTTPS, which cannot be forged, and by DNS."""
        files, records = await asyncio.gather(self._files(asked), self._records(asked))
        return Stage(asked.domain, (*files, *records), notes=(_SILENT,) if silent else ())

    async def _files(self, asked: _Asked) -> tuple[Candidate, ...]:
        found = await asyncio.gather(*map(self._file, own_addresses(asked.domain)))
        told_by = f"a file of {asked.domain}"
        listed = next((each for each in found if each), ())
        return _of_file(asked, listed, Origin.AUTOCONFIG, told_by)

    async def _ispdb(self, asked: _Asked, exchangers: tuple[str, ...]) -> Stage:
        """Mozilla's word on the domain, or on that of its mail exchanger."""
        told_by = "Mozilla's list of providers"
        listed = await self._file(f"{ISPDB}{asked.domain}")
        foreign = False
        hosting = registered(exchangers[0]) if exchangers else asked.domain
        if not listed and hosting != asked.domain:
            listed = await self._file(f"{ISPDB}{hosting}")
            foreign = True
        return Stage(told_by, _of_file(asked, listed, Origin.ISPDB, told_by, foreign=foreign))

    async def _file(self, url: str) -> tuple[Listed, ...]:
        data = await asyncio.to_thread(self._cache.read, url)
        try:
            if data is not None:
                return parse(data)
            data = await self._web.fetch(url)
            listed = parse(data)
        except (FetchError, AutoconfigError):
            return ()
        await asyncio.to_thread(self._cache.keep, url, data)
        return listed

    async def _records(self, asked: _Asked) -> tuple[Candidate, ...]:
        """Servers by SRV (RFC 6186; implicit TLS before STARTTLS, RFC 8314 section 5.1)."""
        questions = (self._names.srv(f"{name}.{asked.domain}") for name, _, _ in _SERVICES)
        answers = await asyncio.gather(*(_answered(each) for each in questions))
        return tuple(
            _of_target(asked, target, service, security)
            for (_, service, security), (targets, _) in zip(_SERVICES, answers, strict=True)
            for target in targets
        )


async def _answered(question: Awaitable[tuple[T, ...]]) -> tuple[tuple[T, ...], bool]:
    """The answer, and whether nobody gave one."""
    try:
        return await question, False
    except DnsError:
        return (), True


def _of_provider(asked: _Asked, provider: Provider, origin: Origin) -> tuple[Candidate, ...]:
    username = provider.username.of(asked.email)
    told_by = f"the preset of {provider.title}"
    servers = ((Service.IMAP, provider.imap), (Service.SMTP, provider.smtp))
    return tuple(
        asked.candidate(service, server, origin, told_by, username=username)
        for service, several in servers
        for server in several
    )


def _of_file(
    asked: _Asked,
    listed: Iterable[Listed],
    origin: Origin,
    told_by: str,
    *,
    foreign: bool = False,
) -> tuple[Candidate, ...]:
    return tuple(
        asked.candidate(
            each.service,
            each.server,
            origin,
            told_by,
            username=each.username_of(asked.email),
            foreign=foreign and not is_of(each.server.host, asked.domain),
        )
        for each in listed
    )


def _of_target(asked: _Asked, target: Target, service: Service, security: Security) -> Candidate:
    return asked.candidate(
        service,
        Server(target.host, target.port, security),
        Origin.SRV,
        f"the name servers of {asked.domain}",
        foreign=not is_of(target.host, asked.domain),
    )


def _guessed(asked: _Asked, exchangers: tuple[str, ...]) -> Stage:
    usual = [each for service in Service for each in guesses(service, asked.domain, asked.email)]
    if exchangers:
        # Small servers receive mail where they are read, too.
        host, told_by = exchangers[0], "a guess: mail for this domain goes there"
        foreign = not is_of(host, asked.domain)
        ports = ((Service.IMAP, 993), (Service.SMTP, 465))
        usual += [
            asked.candidate(
                service, Server(host, port, Security.TLS), Origin.GUESS, told_by, foreign=foreign
            )
            for service, port in ports
        ]
    return Stage("the usual names", tuple(usual))

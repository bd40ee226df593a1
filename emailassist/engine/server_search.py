"""From an address to servers that answer.

Owns: connecting to what discovery names, several at a time, and when to stop. Must not: log in: no
candidate hears a user name or a secret before the person has seen it.
"""

import asyncio
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from emailassist.discovery.search import Search, Stage
from emailassist.domain.account import Server
from emailassist.domain.discovery import Candidate, Proposal, Service, Tried
from emailassist.domain.errors import CertificateRejected, ServerUnreachable, WorldError
from emailassist.engine.confined import Confined
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.probe import probe as probe_imap
from emailassist.smtp.probe import probe as probe_smtp

Say = Callable[[str], None]
"""Called with a sentence about what is going on."""
SECONDS = 6.0
"""For every single wait of a connection that only looks."""
LONGEST = 15.0
"""For looking at one server as a whole, however slowly it drips."""
AT_ONCE = 8
_OAUTH = ("OAUTHBEARER", "XOAUTH2")


@dataclass(frozen=True, slots=True)
class ServerSearch:
    """Finds and tries; `may_ask_ispdb` reads the setting from disk."""

    search: Search
    may_ask_ispdb: Callable[[], bool]

    async def find(self, email: str, say: Say) -> Proposal:
        """The servers of an address; raises SettingsError for what is no address.

        Cancelling it ends every connection at once.
        """
        proposal = Proposal(email)
        ispdb = await asyncio.to_thread(self.may_ask_ispdb)
        stages = self.search.stages(email, ispdb=ispdb)
        try:
            async for stage in stages:
                proposal = await self._with_stage(proposal, stage, say)
                if proposal.is_complete:
                    break
                say("Looking further…")
        finally:
            await stages.aclose()
        return proposal

    async def _with_stage(self, proposal: Proposal, stage: Stage, say: Say) -> Proposal:
        gate = asyncio.Semaphore(AT_ONCE)
        wanted = (_untried(proposal, stage.candidates, service) for service in Service)
        imap, smtp = await asyncio.gather(*(_try_all(each, gate, say) for each in wanted))
        return replace(
            proposal,
            imap=_working_first((*proposal.imap, *imap)),
            smtp=_working_first((*proposal.smtp, *smtp)),
            provider=proposal.provider or stage.provider,
            notes=(*proposal.notes, *stage.notes),
        )


def _untried(
    proposal: Proposal, candidates: Iterable[Candidate], service: Service
) -> list[Candidate]:
    """Those of the service, once each; none when one that works is known already."""
    best = proposal.best(service)
    if best is not None and best.works:
        return []
    tried = {each.candidate.server for each in (*proposal.imap, *proposal.smtp)}
    fresh = {each.server: each for each in reversed(list(candidates)) if each.service is service}
    return [each for each in reversed(fresh.values()) if each.server not in tried]


def _working_first(tried: Iterable[Tried]) -> tuple[Tried, ...]:
    return tuple(sorted(tried, key=lambda each: not each.works))


async def _try_all(
    candidates: list[Candidate], gate: asyncio.Semaphore, say: Say
) -> tuple[Tried, ...]:
    """Try all at once, and stop when the best of those that may still work is known to."""
    tasks = [asyncio.ensure_future(_try(each, gate, say)) for each in candidates]
    done = []
    try:
        for task in tasks:
            done.append(await task)
            if done[-1].works:
                break
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return tuple(done)


async def _try(candidate: Candidate, gate: asyncio.Semaphore, say: Say) -> Tried:
    async with gate:
        say(f"Trying {candidate.server.label}…")
        try:
            offered = await probe(candidate.service, candidate.server)
        except CertificateRejected as error:
            return Tried(
                candidate, works=False, problem=error.reason, certificate=error.certificate
            )
        except WorldError as error:
            return Tried(candidate, works=False, problem=error.reason)
        return Tried(candidate, works=True, oauth=any(each in offered for each in _OAUTH))


async def probe(service: Service, server: Server) -> frozenset[str]:
    """The capabilities or SASL mechanisms that a server offers, in upper case.

    Nobody logs in. Raises WorldError. The name is looked up on a thread of its own, for nothing
    can end that: where no name server answers, it would keep others from their work.
    """
    looking = Confined(f"looking:{server.host}")
    try:
        async with asyncio.timeout(LONGEST):
            await looking.run(_require_host, server.host)
            if service is Service.SMTP:
                offered = await probe_smtp(server, timeout=SECONDS)
            else:
                offered = await _probe_imap(server, looking)
    except TimeoutError as error:
        raise ServerUnreachable(f"{server.label} did not answer in time.") from error
    finally:
        looking.close()
    return frozenset(each.upper().removeprefix("AUTH=") for each in offered)


def _require_host(host: str) -> None:
    try:
        socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServerUnreachable(f"There is no host named {host}.") from error


async def _probe_imap(server: Server, looking: Confined) -> frozenset[str]:
    interrupt = Interrupt()
    try:
        return await looking.run(probe_imap, server, timeout=SECONDS, interrupt=interrupt)
    except asyncio.CancelledError:
        interrupt.trigger()
        raise

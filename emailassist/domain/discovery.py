"""What is found when somebody gives nothing but an address.

Owns: candidates, how they fared, and the proposal made of them. Must not: look for any.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.account import Server
from emailassist.domain.certificate import Certificate
from emailassist.domain.provider import Provider


class Service(StrEnum):
    """What a server is for."""

    IMAP = "imap"
    SMTP = "smtp"


class Origin(StrEnum):
    """Who named a server, the most trustworthy first."""

    PRESET = "preset"
    MX = "mx"
    AUTOCONFIG = "autoconfig"
    SRV = "srv"
    ISPDB = "ispdb"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A server that may be the right one.

    `told_by` says in words who named it. `foreign`: only DNS, which anybody on the way may forge,
    leads from the address to this domain, so the person has to say that it is theirs (RFC 6186
    section 6).
    """

    service: Service
    server: Server
    username: str
    origin: Origin
    told_by: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """How a candidate fared when it was connected to, without any login.

    `problem` is '' when it works; `certificate` is there when that is what stands in the way.
    """

    candidate: Candidate
    works: bool
    problem: str = ""
    certificate: Certificate | None = None
    oauth: bool = False

    @property
    def is_named(self) -> bool:
        """Whether somebody named it, so that it may be right though it does not answer now."""
        return self.candidate.origin is not Origin.GUESS


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that was found for an address, the best first; what works stands before what does not.

    `notes` are sentences about what could not be asked.
    """

    email: str
    imap: tuple[Tried, ...] = ()
    smtp: tuple[Tried, ...] = ()
    provider: Provider | None = None
    notes: tuple[str, ...] = ()

    def best(self, service: Service) -> Tried | None:
        """The first candidate; it works if any does."""
        found = self.imap if service is Service.IMAP else self.smtp
        return found[0] if found else None

    @property
    def is_complete(self) -> bool:
        """Whether a server that works is known for reading and for sending."""
        return all((best := self.best(service)) is not None and best.works for service in Service)

    @property
    def foreign(self) -> tuple[Candidate, ...]:
        """The chosen servers that the person has to say yes to."""
        best = (self.best(service) for service in Service)
        return tuple(each.candidate for each in best if each and each.candidate.foreign)

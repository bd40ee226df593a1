"""The account set-up part of the scripted engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from emailassist.domain.account import Account, Security, Server
from emailassist.domain.discovery import Candidate, Origin, Proposal, Service, Tried
from emailassist.domain.errors import WorldError
from emailassist.domain.events import SetupStep
from emailassist.domain.oauth import OAuthClient, SignInOption
from emailassist.domain.provider import Provider

if TYPE_CHECKING:
    from tests.gui.fake_engine import FakeEngine

EMAIL = "maya@northfield.example"


def tried(
    service: Service,
    host: str,
    *,
    works: bool = True,
    foreign: bool = False,
    origin: Origin = Origin.SRV,
) -> Tried:
    """A server on its usual port with TLS, of a user named as the address."""
    port = 993 if service is Service.IMAP else 465
    server = Server(host, port, Security.TLS)
    candidate = Candidate(service, server, EMAIL, origin, "the name servers", foreign)
    return Tried(candidate, works=works, problem="" if works else f"{server.label} is silent.")


def proposal(provider: Provider | None = None, *, foreign: bool = False) -> Proposal:
    """Both servers of the address, which answer."""
    imap = tried(Service.IMAP, "imap.northfield.example", foreign=foreign)
    smtp = tried(Service.SMTP, "smtp.northfield.example")
    return Proposal(EMAIL, (imap,), (smtp,), provider)


class FakeSetup:
    """Finds what a test says; `waits` makes it search until it is stopped."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.found = proposal()
        self.waits = False
        self.options = (
            SignInOption("google", "Google", "https://console.example", is_ready=True),
            SignInOption("microsoft", "Microsoft", "https://entra.example", is_ready=False),
        )
        self.addresses: list[str] = []
        self._stopped: asyncio.Event | None = None

    async def find(self, email: str) -> Proposal:
        await self._engine._note("find", email)
        self._engine.tell(SetupStep("Trying imap.northfield.example:993…"))
        if self.waits:
            self._stopped = asyncio.Event()
            await self._stopped.wait()
            raise WorldError("It was stopped.")
        return self.found

    async def cancel(self) -> None:
        await self._engine._note("cancel_setup")
        if self._stopped is not None:
            self._stopped.set()

    async def sign_in_options(self) -> tuple[SignInOption, ...]:
        await self._engine._note("sign_in_options")
        return self.options

    async def set_client(self, client: OAuthClient, secret: str | None) -> None:
        await self._engine._note("set_client", client, secret)

    async def sign_in(self, oauth: str, email: str, open_browser: Callable[[str], object]) -> str:
        await self._engine._note("sign_in", oauth, email)
        open_browser("https://accounts.example/authorize")
        return "tokens"

    async def sign_in_again(self, account: Account, open_browser: Callable[[str], object]) -> None:
        await self._engine._note("sign_in_again", account.name)
        open_browser("https://accounts.example/authorize")

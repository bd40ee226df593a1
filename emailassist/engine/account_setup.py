"""Adding, changing, checking and removing accounts.

Owns: what has to happen together. Must not: keep a secret anywhere but in its place.
"""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any, TypeVar

from emailassist.credentials.secrets import Secrets
from emailassist.credentials.tokens import encoded
from emailassist.domain.account import (
    Account,
    Auth,
    NewAccount,
    SecretSource,
    Security,
    Server,
)
from emailassist.domain.certificate import Certificate
from emailassist.domain.credential import Credential
from emailassist.domain.discovery import Proposal, Service
from emailassist.domain.errors import (
    CertificateRejected,
    EmailAssistError,
    SettingsError,
    WorldError,
)
from emailassist.domain.events import SetupStep
from emailassist.domain.ids import AccountId
from emailassist.domain.oauth import OAuthClient, OpenBrowser, SignInOption
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.engine.credentials import Credentials
from emailassist.engine.server_search import ServerSearch, probe
from emailassist.oauth.servers import require_secure
from emailassist.smtp import submission as smtp
from emailassist.store import accounts

T = TypeVar("T")

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")


class AccountSetup:
    """The life of accounts."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        secrets: Secrets,
        credentials: Credentials,
        servers: ServerSearch,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._secrets = secrets
        self._credentials = credentials
        self._servers = servers
        self._running: asyncio.Task[Any] | None = None

    async def find(self, email: str) -> Proposal:
        """The servers of an address, tried without logging in; tells `SetupStep`s meanwhile.

        Raises SettingsError for what is no address, WorldError when `cancel` was called.
        """
        return await self._stoppable(self._servers.find(email.strip(), self._say))

    async def cancel(self) -> None:
        """End a search or a sign-in that is under way."""
        if self._running is not None:
            self._running.cancel()

    async def _stoppable(self, work: Coroutine[Any, Any, T]) -> T:
        await self.cancel()
        running: asyncio.Task[T] = asyncio.ensure_future(work)
        self._running = running
        try:
            await asyncio.wait([running])
        finally:
            running.cancel()
        if running.cancelled():
            raise WorldError("It was stopped.")
        return running.result()

    def _say(self, text: str) -> None:
        self._announcer.tell(SetupStep(text))

    async def sign_in_options(self) -> tuple[SignInOption, ...]:
        """With whom one can sign in, and whether we have a client id there."""
        return await asyncio.to_thread(self._credentials.authorization.options)

    async def set_client(self, client: OAuthClient, secret: str | None) -> None:
        """Keep what we are called where people sign in, and its secret if there is one.

        Raises SettingsError, SecretUnavailable.
        """
        if not client.client_id.strip():
            raise SettingsError("The client id is empty.")
        authorization = self._credentials.authorization
        require_secure(client.server(authorization.presets.get(client.name)))
        if secret is not None:
            await asyncio.to_thread(self._secrets.keep, client.secret, secret)
        await asyncio.to_thread(authorization.keep, client)

    async def rejected_certificate(self, service: Service, server: Server) -> Certificate | None:
        """The certificate that a server shows and that fails verification; None when none does.

        Raises WorldError when the server does not answer.
        """
        try:
            await probe(service, server)
        except CertificateRejected as error:
            if error.certificate is None:
                raise
            return error.certificate
        return None

    async def sign_in(self, oauth: str, email: str, open_browser: OpenBrowser) -> str:
        """Let the person sign in; what comes of it is the secret of an account to be.

        Raises SignInFailed, SettingsError, ServerUnreachable.
        """
        signing = self._credentials.authorization.sign_in(oauth, email, open_browser)
        return encoded(await self._stoppable(signing))

    async def sign_in_again(self, account: Account, open_browser: OpenBrowser) -> None:
        """Put new tokens in the place of an account's old ones; raises as `sign_in`."""
        if account.auth is not Auth.OAUTH:
            raise SettingsError(f"{account.name} logs in with a password.")
        secret = await self.sign_in(account.oauth, account.address.email, open_browser)
        await asyncio.to_thread(self._credentials.keep, account, secret)

    async def add(self, new: NewAccount, secret: str | None) -> Account:
        """Store the account, then put its secret in its place: both or nothing.

        In this order, because the place may be that of another account which is to keep its own
        if this one is refused. Raises SettingsError, SecretUnavailable.
        """
        _check(new)
        account = await self._store.write(accounts.add_account, new)
        try:
            await self._keep(account, secret)
        except EmailAssistError:
            await self._store.write(accounts.remove_account, account.id)
            raise
        return account

    async def change(self, account: Account, secret: str | None) -> None:
        """Put an account's new data, and a new secret if one is given, in place of the old.

        Raises SettingsError, SecretUnavailable, NotFound; then nothing has changed.
        """
        _check(account)
        before = await self._store.read(accounts.account, account.id)
        await self._store.write(accounts.update_account, account)
        try:
            await self._keep(account, secret)
        except EmailAssistError:
            await self._store.write(accounts.update_account, before)
            raise
        await self._forget_unused(before.secret)

    async def remove(self, account_id: AccountId) -> None:
        """Remove the account, its mail here, and its secret unless another account uses it."""
        account = await self._store.read(accounts.account, account_id)
        await self._store.write(accounts.remove_account, account_id)
        await self._forget_unused(account.secret)

    async def _keep(self, account: Account, secret: str | None) -> None:
        if secret is not None:
            await asyncio.to_thread(self._secrets.keep, account.secret, secret)

    async def _forget_unused(self, source: SecretSource) -> None:
        left = await self._store.read(accounts.accounts)
        if source not in {each.secret for each in left}:
            await asyncio.to_thread(self._secrets.forget, source)

    async def check(self, new: NewAccount, secret: str | None) -> tuple[str, ...]:
        """Log in to both servers; raises WorldError with what failed."""
        _check(new)
        account = Account(**{name: getattr(new, name) for name in NewAccount.__slots__}, id=_NONE)

        def read(account: Account) -> Credential:
            if secret is None:
                return self._credentials.read(account)
            return self._credentials.made_of(account, secret)

        self._say(f"Logging in to {new.imap.label}…")
        connection = ImapConnection(account, read)
        try:
            session = await connection.open()
            found = await connection.run(session.mailboxes)
        finally:
            await connection.close()
        self._say(f"Logging in to {new.smtp.label}…")
        known = await asyncio.to_thread(read, account)
        await smtp.check(new.smtp, new.username, known, trusted=new.trusted_certificates)
        return (
            f"Reading works: {new.imap.label} has {len(found)} mailboxes.",
            f"Sending works: {new.smtp.label} accepts the login.",
        )


_NONE = AccountId(0)


def _check(new: NewAccount) -> None:
    for text in (new.name, new.address.name, new.username, new.imap.host, new.smtp.host):
        if not text.isprintable():
            raise SettingsError(f"{text!r} contains characters that cannot be written.")
    if not new.name.strip():
        raise SettingsError("The account needs a name.")
    email = new.address.email
    if not _ADDRESS.fullmatch(email) or not email.isprintable():
        raise SettingsError(f"{email!r} is not a mail address.")
    for server in (new.imap, new.smtp):
        if not server.host.strip() or not 0 < server.port < 65536:
            raise SettingsError(f"“{server.label}” is not a server and port.")
        if server.security is Security.NONE and not server.is_loopback:
            raise SettingsError(
                f"The password would travel unencrypted to {server.label}.",
                hint="Choose TLS or STARTTLS as the security of that server.",
            )

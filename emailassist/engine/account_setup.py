"""Adding, changing, checking and removing accounts.

Owns: what has to happen together. Must not: keep a secret anywhere but in its place.
"""

import asyncio
import re

from emailassist.credentials.secrets import Secrets
from emailassist.domain.account import Account, NewAccount, SecretSource, Security
from emailassist.domain.credential import Credential
from emailassist.domain.errors import EmailAssistError, SettingsError
from emailassist.domain.ids import AccountId
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.smtp import submission as smtp
from emailassist.store import accounts

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")


class AccountSetup:
    """The life of accounts."""

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store = store
        self._secrets = secrets

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
            return Credential(self._secrets.read(account.secret) if secret is None else secret)

        connection = ImapConnection(account, read)
        try:
            session = await connection.open()
            found = await connection.run(session.mailboxes)
        finally:
            await connection.close()
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

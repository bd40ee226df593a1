"""Adding, checking and removing accounts.

Owns: what has to happen together. Must not: keep a secret anywhere but in its place.
"""

import asyncio
import re

from emailassist.credentials.secrets import Secrets
from emailassist.domain.account import Account, NewAccount, SecretKind
from emailassist.domain.errors import SettingsError
from emailassist.domain.ids import AccountId
from emailassist.engine.confined import Store
from emailassist.engine.mailsync import ImapConnection
from emailassist.smtp import submission as smtp
from emailassist.store import accounts

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")


class AccountSetup:
    """The life of accounts."""

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store = store
        self._secrets = secrets

    async def add(self, new: NewAccount, secret: str | None) -> Account:
        """Store the account and put its secret in its place; raises SettingsError."""
        _check(new)
        if secret is not None:
            await asyncio.to_thread(self._secrets.keep, new.secret, secret)
        return await self._store.write(accounts.add_account, new)

    async def remove(self, account_id: AccountId) -> None:
        """Remove the account, its mail here and its secret."""
        account = await self._store.read(accounts.account, account_id)
        await self._store.write(accounts.remove_account, account_id)
        if account.secret.kind is SecretKind.KEYRING:
            await asyncio.to_thread(self._secrets.forget, account.secret)

    async def check(self, new: NewAccount, secret: str | None) -> tuple[str, ...]:
        """Log in to both servers; raises WorldError with what failed."""
        _check(new)
        account = Account(**{name: getattr(new, name) for name in NewAccount.__slots__}, id=_NONE)

        def read(account: Account) -> str:
            return self._secrets.read(account.secret) if secret is None else secret

        connection = ImapConnection(account, read)
        try:
            session = await connection.open()
            found = await connection.run(session.mailboxes)
        finally:
            await connection.close()
        known = await asyncio.to_thread(read, account)
        await smtp.check(new.smtp, new.username, known)
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

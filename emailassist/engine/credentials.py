"""What an account logs in with, at the moment it is needed.

Owns: reading secrets, renewing access tokens before they end or when they are refused, and the
advice of the account's provider. Must not: run on the event loop; reading blocks.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from emailassist.credentials.secrets import Secrets
from emailassist.credentials.tokens import decoded, encoded
from emailassist.discovery.presets import Presets
from emailassist.domain.account import Auth, NewAccount, SecretSource
from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import (
    SecretUnavailable,
    ServerUnreachable,
    SettingsError,
    SignInNeeded,
)
from emailassist.domain.oauth import (
    AuthorizationServer,
    OAuthClient,
    OpenBrowser,
    SignInOption,
    Tokens,
)
from emailassist.settings import Settings

EARLY = 120.0
"""Seconds before its end at which an access token is renewed."""


class Authorization:
    """The authorization servers as the settings have them now."""

    def __init__(
        self,
        presets: Mapping[str, AuthorizationServer],
        read_settings: Callable[[], Settings],
        change_settings: Callable[[Callable[[Settings], Settings]], object],
        secrets: Secrets,
    ) -> None:
        self.presets = presets
        self._change_settings = change_settings
        self._read_settings = read_settings
        self._secrets = secrets

    async def sign_in(self, name: str, email: str, open_browser: OpenBrowser) -> Tokens:
        """Let the person sign in; raises SignInFailed, SettingsError, ServerUnreachable."""
        from emailassist.oauth.sign_in import sign_in  # takes time, and few need it

        server, client = await asyncio.to_thread(self._find, name)
        secret = await asyncio.to_thread(self._secrets.read, client.secret)
        return await sign_in(
            server, client.client_id, secret, email=email, open_browser=open_browser
        )

    def renew(self, name: str, tokens: Tokens) -> Tokens:
        """New tokens for old; blocks. Raises SignInNeeded, SettingsError, ServerUnreachable."""
        from emailassist.oauth.sign_in import renew

        server, client = self._find(name)
        return renew(server, client.client_id, self._secrets.read(client.secret), tokens)

    def options(self) -> tuple[SignInOption, ...]:
        """Everybody one can sign in with; blocks. Raises SettingsError."""
        clients = {client.name for client in self._read_settings().oauth_clients}
        own = clients - self.presets.keys()
        known = ((each.name, each.title, each.register_url) for each in self.presets.values())
        more = ((name, name, "") for name in sorted(own))
        return tuple(SignInOption(*each, is_ready=each[0] in clients) for each in (*known, *more))

    def keep(self, client: OAuthClient) -> None:
        """Put a client id into the settings; blocks. Raises SettingsError."""
        self._change_settings(lambda settings: settings.with_oauth_client(client))

    def _find(self, name: str) -> tuple[AuthorizationServer, OAuthClient]:
        preset = self.presets.get(name)
        for client in self._read_settings().oauth_clients:
            if client.name == name:
                return client.server(preset), client
        title = preset.title if preset else name
        where = f" {title} gives one at {preset.register_url}" if preset else ""
        raise SettingsError(
            f"To sign in with {title}, emailassist needs a client id.",
            hint=f"`emailassist account client {name} CLIENT_ID` sets it.{where}",
        )


class Credentials:
    """Reads what accounts log in with; every method but `sign_in` blocks."""

    def __init__(
        self,
        secrets: Secrets,
        authorization: Authorization,
        presets: Presets,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.authorization = authorization
        self._secrets = secrets
        self._presets = presets
        self._clock = clock
        self._unkept: dict[SecretSource, Tokens] = {}
        self._locks: defaultdict[SecretSource, threading.Lock] = defaultdict(threading.Lock)

    def read(self, account: NewAccount) -> Credential:
        """What the account logs in with, fresh enough to be used now.

        Raises SecretUnavailable, SignInNeeded, ServerUnreachable.
        """
        if account.auth is Auth.PASSWORD:
            return self.made_of(account, self._secrets.read(account.secret))
        with self._locks[account.secret]:
            tokens = self._fresh(account, self._tokens(account))
        return self._bearer(account, tokens)

    def _fresh(self, account: NewAccount, tokens: Tokens) -> Tokens:
        """Good for a while; where that cannot be had just now, good for this moment."""
        left = tokens.expires_at - self._clock()
        if left >= EARLY:
            return tokens
        try:
            return self._renewed(account, tokens)
        except ServerUnreachable:
            if left <= 0:
                raise
            return tokens

    def keep(self, account: NewAccount, secret: str) -> None:
        """Put what a sign-in gave in the place of older tokens, and let no renewal undo it."""
        with self._locks[account.secret]:
            self._secrets.keep(account.secret, secret)
            self._unkept.pop(account.secret, None)

    def made_of(self, account: NewAccount, secret: str) -> Credential:
        """The same of a secret that is in nobody's keeping yet."""
        if account.auth is Auth.OAUTH:
            return replace(self._bearer(account, decoded(secret)), renew=None)
        return Credential(secret, advice=self._advice(account))

    def _bearer(self, account: NewAccount, tokens: Tokens) -> Credential:
        def again() -> Credential:
            with self._locks[account.secret]:
                kept = self._tokens(account)
                # Another connection may have renewed them meanwhile.
                fresh = kept if kept.access != tokens.access else self._renewed(account, kept)
            return replace(self._bearer(account, fresh), renew=None)

        return Credential(
            tokens.access,
            CredentialKind.BEARER,
            advice=self._advice(account),
            renew=again,
        )

    def _tokens(self, account: NewAccount) -> Tokens:
        unkept = self._unkept.get(account.secret)
        return unkept or decoded(self._secrets.read(account.secret))

    def _renewed(self, account: NewAccount, tokens: Tokens) -> Tokens:
        try:
            fresh = self.authorization.renew(account.oauth, tokens)
        except SignInNeeded as error:
            raise SignInNeeded(
                f"{account.name}: {error.reason}", hint=error.hint, account=account.name
            ) from error
        # Kept before it is used: a refresh token may be valid only once. If the keyring does not
        # take it now, this process still knows it, or somebody would have to sign in again.
        self._unkept[account.secret] = fresh
        with suppress(SecretUnavailable):
            self._secrets.keep(account.secret, encoded(fresh))
            del self._unkept[account.secret]
        return fresh

    def _advice(self, account: NewAccount) -> str:
        if account.auth is Auth.OAUTH:
            return "Sign in again: open Accounts, or run `emailassist account sign-in`."
        provider = self._presets.of_server(account.imap.host)
        return provider.advice if provider else ""

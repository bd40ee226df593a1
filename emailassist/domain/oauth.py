"""Signing in with OAuth 2: with whom, as which program, and what comes of it.

Owns: the words for it. Must not: store or log tokens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from emailassist.domain.account import SecretKind, SecretSource

OpenBrowser = Callable[[str], object]
"""Shows that address in the person's browser; called on a thread of its own."""


@dataclass(frozen=True, slots=True)
class AuthorizationServer:
    """Where to sign in (RFC 6749 section 3). `extra` are parameters that only this one wants.

    `redirect` is the loopback host as the provider knows it (RFC 8252 section 7.3), and
    `register_url` is where a program gets its client id.
    """

    name: str
    title: str
    authorization_endpoint: str
    token_endpoint: str
    scopes: tuple[str, ...]
    extra: tuple[tuple[str, str], ...] = ()
    redirect: str = "127.0.0.1"
    register_url: str = ""


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Who we are to the authorization server called `name`: the client id the person was given.

    `secret` is where the client secret is, for servers that want one. Endpoints and scopes, where
    given, replace those of the preset, or describe a server that has none.
    """

    name: str
    client_id: str
    secret: SecretSource = field(default_factory=lambda: SecretSource(SecretKind.NONE))
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    scopes: tuple[str, ...] = ()

    def server(self, preset: AuthorizationServer | None) -> AuthorizationServer:
        """The authorization server as this client uses it."""
        known = preset or AuthorizationServer(self.name, self.name, "", "", ())
        return replace(
            known,
            authorization_endpoint=self.authorization_endpoint or known.authorization_endpoint,
            token_endpoint=self.token_endpoint or known.token_endpoint,
            scopes=self.scopes or known.scopes,
        )


@dataclass(frozen=True, slots=True)
class SignInOption:
    """Somebody to sign in with; `is_ready` when emailassist has a client id there."""

    name: str
    title: str
    register_url: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives; `expires_at` is the access token's end in seconds since the epoch."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: float

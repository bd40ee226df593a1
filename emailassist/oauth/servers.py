"""The authorization servers we know.

Owns: reading resources/oauth.toml, and at which addresses one may sign in. Must not: know a client
id (providers give them to whoever registers a program, so they are the person's settings).
"""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emailassist.domain.account import is_loopback
from emailassist.domain.errors import SettingsError
from emailassist.domain.oauth import AuthorizationServer


def read_servers(path: Path) -> dict[str, AuthorizationServer]:
    """The authorization servers by name."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _server(name, row) for name, row in data.items()}


def _server(name: str, row: dict[str, Any]) -> AuthorizationServer:
    return AuthorizationServer(
        name=name,
        title=row["title"],
        authorization_endpoint=row["authorization_endpoint"],
        token_endpoint=row["token_endpoint"],
        scopes=tuple(row["scopes"]),
        extra=tuple(row.get("extra", {}).items()),
        redirect=row.get("redirect", "127.0.0.1"),
        register_url=row.get("register_url", ""),
    )


def require_secure(server: AuthorizationServer) -> None:
    """Raises SettingsError for an address that would show tokens to the network."""
    for url in (server.authorization_endpoint, server.token_endpoint):
        parts = urlsplit(url)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        ):
            raise SettingsError(
                f"{server.title}: “{url}” is no address to sign in at.",
                hint="It has to begin with https://.",
            )

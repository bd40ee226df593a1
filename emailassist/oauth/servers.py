"""The authorization servers we know.

Owns: reading resources/oauth.toml. Must not: know a client id (providers give them to whoever
registers a program, so they are the person's settings).
"""

import tomllib
from pathlib import Path
from typing import Any

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

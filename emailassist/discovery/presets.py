"""The providers we know.

Owns: reading resources/providers and finding the one of a domain, a mail exchanger or a server.
Must not: ask the network.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emailassist.domain.account import Security, Server
from emailassist.domain.provider import LoginWith, Provider, UsernameForm


class Presets:
    """All providers of a folder; one file each, named as the provider."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.all = tuple(providers)

    def of_domain(self, domain: str) -> Provider | None:
        """The provider whose addresses end so."""
        return next((each for each in self.all if domain in each.domains), None)

    def of_mx(self, hosts: Iterable[str]) -> Provider | None:
        """The provider that receives mail at these hosts, for a domain that it hosts."""
        for host in hosts:
            for each in self.all:
                if any(host == mx or host.endswith(f".{mx}") for mx in each.mx):
                    return each
        return None

    def of_server(self, host: str) -> Provider | None:
        """The provider that this server belongs to."""
        for each in self.all:
            if any(server.host == host for server in (*each.imap, *each.smtp)):
                return each
        return None


def read_presets(folder: Path) -> Presets:
    """The providers of resources/providers."""
    return Presets(_provider(path) for path in sorted(folder.glob("*.toml")))


def _provider(path: Path) -> Provider:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Provider(
        name=path.stem,
        title=data["title"],
        domains=tuple(data["domains"]),
        mx=tuple(data.get("mx", ())),
        imap=tuple(map(_server, data["imap"])),
        smtp=tuple(map(_server, data["smtp"])),
        username=UsernameForm(data.get("username", UsernameForm.ADDRESS)),
        login=tuple(map(LoginWith, data.get("login", [LoginWith.PASSWORD]))),
        oauth=data.get("oauth", ""),
        help=data.get("help", ""),
        help_url=data.get("help_url", ""),
    )


def _server(text: str) -> Server:
    """A server written as ``tls://imap.example.org:993``."""
    parts = urlsplit(text)
    if not parts.hostname or not parts.port:
        raise ValueError(f"{text!r} is no server")
    return Server(parts.hostname, parts.port, Security(parts.scheme))

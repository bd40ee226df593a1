"""Autoconfiguration files as Thunderbird and Mozilla's ISPDB have them.

The format: https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat

Owns: reading one. Must not: fetch it, or believe it to be well-formed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from emailassist.discovery.hosts import is_host
from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Service

LARGEST = 256 * 1024
_MOST_SERVERS = 12
_KINDS = (("incomingServer", "imap", Service.IMAP), ("outgoingServer", "smtp", Service.SMTP))
_SECURITY = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS}
"""Unencrypted servers are not taken from a file: no password would go there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A server of a file; `username` with the address's parts still as placeholders."""

    service: Service
    server: Server
    username: str

    def username_of(self, email: str) -> str:
        """The user name of that address; the address itself where the file's makes no sense."""
        local, _, domain = email.rpartition("@")
        name = self.username
        for mark, part in (
            ("%EMAILADDRESS%", email),
            ("%EMAILLOCALPART%", local),
            ("%EMAILDOMAIN%", domain),
        ):
            name = name.replace(mark, part)
        return name if name and "%" not in name and name.isprintable() else email


class AutoconfigError(ValueError):
    """These bytes are no autoconfiguration file."""


def parse(data: bytes) -> tuple[Listed, ...]:
    """The servers of a file, in its order; raises AutoconfigError.

    No document type, entity or file is ever loaded.
    """
    if len(data) > LARGEST:
        raise AutoconfigError("too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise AutoconfigError("no XML") from error
    if root.tag != "clientConfig" or root.getroottree().docinfo.internalDTD is not None:
        raise AutoconfigError("no clientConfig")
    return tuple(_servers(root))[:_MOST_SERVERS]


def _servers(root: etree._Element) -> Iterator[Listed]:
    for tag, kind, service in _KINDS:
        for element in root.iterfind(f"./emailProvider/{tag}"):
            if element.get("type") == kind and (server := _server(element)):
                username = _text(element, "username") or "%EMAILADDRESS%"
                yield Listed(service, server, username)


def _server(element: etree._Element) -> Server | None:
    host = _text(element, "hostname").lower()
    port = _text(element, "port")
    security = _SECURITY.get(_text(element, "socketType").upper())
    number = int(port) if port.isascii() and port.isdecimal() and len(port) < 6 else 0
    if security is None or not is_host(host) or not 0 < number < 65536:
        return None
    return Server(host, number, security)


def _text(element: etree._Element, name: str) -> str:
    found = element.find(name)
    return (found.text or "").strip() if found is not None else ""

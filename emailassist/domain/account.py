"""Mail accounts: where the mail is and where the secret is, never the secret itself.

Owns: servers, transport security and the *place* of the secret. Must not: hold a secret.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId


class Security(StrEnum):
    """Transport security of a connection (RFC 8314)."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
"""The usual port for each (RFC 8314, RFC 6409)."""


def is_loopback(host: str) -> bool:
    """Whether this names this very machine: by address, for any other name may be anybody's."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Server:
    """Host, TCP port and transport security of one service."""

    host: str
    port: int
    security: Security

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def label(self) -> str:
        return f"{self.host}:{self.port}"


class SecretKind(StrEnum):
    """Where a secret is kept."""

    KEYRING = "keyring"
    COMMAND = "command"
    ENVIRONMENT = "environment"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where to read a secret: the keyring entry, the command line, or the variable's name."""

    kind: SecretKind
    value: str = ""


class Auth(StrEnum):
    """How an account logs in."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class TrustedCertificate:
    """The one certificate that a person trusts at one server, whoever issued it.

    `sha256` is its fingerprint in hexadecimal.
    """

    host: str
    port: int
    sha256: str

    def is_for(self, server: Server) -> bool:
        return (self.host, self.port) == (server.host, server.port)

    def added_to(
        self, trusted: "tuple[TrustedCertificate, ...]"
    ) -> "tuple[TrustedCertificate, ...]":
        """Those certificates and this one, in place of another at the same server."""
        here = (self.host, self.port)
        return (*(each for each in trusted if (each.host, each.port) != here), self)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as the person describes it, before the store has given it an id.

    `oauth` names the authorization server to sign in with; its tokens are where `secret` says.
    """

    name: str
    address: Address
    imap: Server
    smtp: Server
    username: str
    secret: SecretSource
    auth: Auth = Auth.PASSWORD
    oauth: str = ""
    trusted_certificates: tuple[TrustedCertificate, ...] = ()
    signature: str = ""
    """What stands below the person's messages, without its delimiter; '' for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(NewAccount):
    """An account of the store."""

    id: AccountId

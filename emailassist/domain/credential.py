"""What proves to a mail server who is asking.

Owns: the secret while it is in use, and how it is to be presented. Must not: be stored or logged.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class CredentialKind(StrEnum):
    """A password, or an OAuth 2 access token (RFC 6750)."""

    PASSWORD = "password"  # noqa: S105 - a kind, no secret
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret as a server wants it; its text never shows in a representation."""

    secret: str = field(repr=False)
    kind: CredentialKind = CredentialKind.PASSWORD

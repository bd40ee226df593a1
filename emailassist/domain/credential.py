"""What proves to a mail server who is asking.

Owns: the secret while it is in use, and how it is to be presented. Must not: be stored or logged.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class CredentialKind(StrEnum):
    """A password, or an OAuth 2 access token (RFC 6750)."""

    PASSWORD = "password"  # noqa: S105 - a kind, no secret
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret as a server wants it; its text never shows in a representation.

    `advice` is what to tell the person when it is refused, if the provider is known. `renew`, where
    there is one, gives another credential for one that was refused (it blocks, and raises
    `WorldError`s); what it gives cannot be renewed again.
    """

    secret: str = field(repr=False)
    kind: CredentialKind = CredentialKind.PASSWORD
    advice: str = ""
    renew: "Callable[[], Credential] | None" = field(default=None, repr=False, compare=False)

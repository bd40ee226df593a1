"""TLS certificates as a person is told of them.

Owns: what is shown of one. Must not: verify.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate; `sha256` is the fingerprint in hexadecimal, times are in UTC."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    sha256: str

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint as browsers and openssl write it."""
        digits = self.sha256.upper()
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))

    @property
    def sentence(self) -> str:
        """The same as `description`, on one line."""
        return (
            f"It was issued to {self.subject} by {self.issuer}, is valid from "
            f"{self.valid_from:%Y-%m-%d} to {self.valid_until:%Y-%m-%d}, and its SHA-256 "
            f"fingerprint is {self.fingerprint}."
        )

    @property
    def description(self) -> str:
        """Everything a person needs to compare, line by line."""
        names = ", ".join(self.names) or "no name"
        return (
            f"Issued to: {self.subject} (for {names})\n"
            f"Issued by: {self.issuer}\n"
            f"Valid: {self.valid_from:%Y-%m-%d %H:%M} to {self.valid_until:%Y-%m-%d %H:%M} UTC\n"
            f"SHA-256: {self.fingerprint}"
        )

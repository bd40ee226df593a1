"""Mail addresses (RFC 5322 section 3.4).

Owns: the display name and addr-spec of one mailbox address. Must not: parse headers (mime does).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `email` is the addr-spec as written, `name` the decoded display name or ''."""

    name: str
    email: str

    @property
    def key(self) -> str:
        """The address for comparing: case does not matter in practice."""
        return self.email.casefold()

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].casefold()

    @property
    def label(self) -> str:
        """What a list shows: the name, else the address."""
        return self.name or self.email

    @property
    def full(self) -> str:
        """Name and address for reading; not a header value (mime quotes those)."""
        return f"{self.name} <{self.email}>" if self.name else self.email

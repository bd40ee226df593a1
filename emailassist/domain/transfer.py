"""Mail on its way to or from files of other programs.

Owns: what such a file says of a message. Must not: read or write files.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """How messages lie in files."""

    MAILDIR = "maildir"
    MBOX = "mbox"
    EML = "eml"


@dataclass(frozen=True, slots=True)
class FiledMessage:
    """A message's bytes, when it was received if that is said, its flags and keywords.

    `name` says where it was found, for a person.
    """

    name: str
    raw: bytes
    received_at: datetime | None
    flags: frozenset[str] = frozenset()

"""Mail providers as the shipped presets describe them.

Owns: the words for them. Must not: know any provider (resources/providers does).
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.account import Server


class LoginWith(StrEnum):
    """What a provider takes from a mail program."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    APP_PASSWORD = "app-password"  # noqa: S105
    OAUTH = "oauth"


class UsernameForm(StrEnum):
    """How the user name follows from the address."""

    ADDRESS = "address"
    LOCAL_PART = "local-part"

    def of(self, email: str) -> str:
        """The user name of that address."""
        return email.rpartition("@")[0] if self is UsernameForm.LOCAL_PART else email


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `domains`: of its addresses; `mx`: domains of the mail exchangers of customers.

    `imap` and `smtp` with the best server first, `login` with the best way first; `oauth` names
    the authorization server's preset. `help` is a sentence or two, with `help_url`, for somebody
    whose login was refused.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    imap: tuple[Server, ...]
    smtp: tuple[Server, ...]
    mx: tuple[str, ...] = ()
    username: UsernameForm = UsernameForm.ADDRESS
    login: tuple[LoginWith, ...] = (LoginWith.PASSWORD,)
    oauth: str = ""
    help: str = ""
    help_url: str = ""

    @property
    def advice(self) -> str:
        """What to tell somebody whose login was refused; '' when there is nothing special."""
        return f"{self.help} {self.help_url}".strip()

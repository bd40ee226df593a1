"""An account on one of the servers to test against."""

from dataclasses import dataclass

from imapclient import IMAPClient

from emailassist.domain.account import Server
from emailassist.domain.credential import Credential
from emailassist.imap.session import ImapSession


@dataclass(frozen=True)
class Login:
    """An account with empty mailboxes of its own (but for the sample mailbox's INBOX)."""

    server: Server
    username: str
    secret: str

    def open(self) -> ImapSession:
        return ImapSession.open(self.server, self.username, Credential(self.secret), timeout=10)

    def create_mailbox(self, name: str) -> None:
        with IMAPClient(self.server.host, self.server.port, ssl=False, timeout=10) as client:
            client.plain_login(self.username, self.secret)
            client.create_folder(name)

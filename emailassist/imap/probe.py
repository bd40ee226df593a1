"""Looking whether an IMAP server is there, without logging in.

Owns: the question. Must not: send a user name or a secret.
"""

from collections.abc import Iterable
from pathlib import Path

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.imap.connection import connect
from emailassist.imap.errors import translating
from emailassist.imap.interrupt import Interrupt


def probe(
    server: Server,
    *,
    timeout: float,
    interrupt: Interrupt,
    ca_file: Path | None = None,
    trusted: Iterable[TrustedCertificate] = (),
) -> frozenset[str]:
    """Its capabilities before the login, over TLS where `server` says so; raises WorldError.

    Blocks; `timeout` is seconds for every single wait.
    """
    try:
        with translating(server, interrupt, "connecting"):
            channel = connect(
                server, timeout=timeout, interrupt=interrupt, ca_file=ca_file, trusted=trusted
            )
            try:
                return channel.capabilities
            finally:
                channel.wire.close()
    finally:
        interrupt.release()

"""Looking whether a submission server is there, without logging in.

Owns: the question. Must not: send a user name or a secret.
"""

from collections.abc import Iterable
from pathlib import Path

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.errors import ServerRefused
from emailassist.smtp.connection import say_goodbye, secured


async def probe(
    server: Server,
    *,
    timeout: float,  # noqa: ASYNC109 - seconds for every single answer, not for the whole
    ca_file: Path | None = None,
    trusted: Iterable[TrustedCertificate] = (),
) -> frozenset[str]:
    """The mechanisms it logs in by, in lower case; raises WorldError.

    ServerRefused when there are none: it is a mail exchanger rather than a submission server.
    """
    client = await secured(server, timeout=timeout, ca_file=ca_file, trusted=trusted)
    try:
        say_goodbye(client)
        if not client.server_auth_methods and not server.is_loopback:
            raise ServerRefused(
                f"{server.label} offers no login, so it does not take mail to send."
            )
        return frozenset(client.server_auth_methods)
    finally:
        client.close()

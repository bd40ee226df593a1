"""The SMTP server of the sample mailbox: aiosmtpd, keeping what it accepts as files.

Owns: the login check and the folder of accepted mail. Must not: deliver anything anywhere.
"""

import asyncio
import json
import logging
import re
import secrets
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from emailassist.demo.files import replace

_LARGEST_MESSAGE = 50 * 1024 * 1024
_LONGEST_NAME = 80


async def serve_smtp(host: str, outgoing: Path, username: str, secret: str) -> asyncio.Server:
    """Accept mail from this one user, on a free port of `host`."""
    expected = LoginPassword(username.encode(), secret.encode())
    loop = asyncio.get_running_loop()
    # It warns of its own deprecated attribute at every login, and of every odd client.
    logging.getLogger("mail.log").setLevel(logging.ERROR)

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        right = secrets.compare_digest(given.login, expected.login) & secrets.compare_digest(
            given.password, expected.password
        )
        return AuthResult(success=right, handled=False)

    return await loop.create_server(
        lambda: SMTP(
            Sink(outgoing),
            hostname="localhost",
            ident="sample mailbox",
            data_size_limit=_LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=authenticate,
            loop=loop,
        ),
        host,
        0,
    )


class Sink:
    """aiosmtpd's handler: each accepted message becomes `<number>-<Message-ID>.eml`.

    The bytes are kept as they came; the envelope is in a `.json` beside them. Both are written
    before the server answers 250.
    """

    def __init__(self, outgoing: Path) -> None:
        self._outgoing = outgoing

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        # aiosmtpd's own auth_required warns about AUTH without TLS at every connection.
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = bytes(envelope.original_content or b"")
        name = f"{self._next_number():04d}-{_name(raw)}"
        parties = {"from": envelope.mail_from, "to": envelope.rcpt_tos}
        replace(self._outgoing / f"{name}.json", json.dumps(parties, ensure_ascii=False).encode())
        replace(self._outgoing / f"{name}.eml", raw)
        return f"250 OK kept as {name}"

    def _next_number(self) -> int:
        return 1 + max(
            (int(file.name[:4]) for file in self._outgoing.glob("[0-9]*.eml")), default=0
        )


def _name(raw: bytes) -> str:
    """The Message-ID, safe as a file name."""
    message_id = str(BytesHeaderParser().parsebytes(raw).get("Message-ID", ""))
    return re.sub(r"[^\w.@+-]+", "_", message_id.strip(" <>"))[:_LONGEST_NAME] or "no-message-id"

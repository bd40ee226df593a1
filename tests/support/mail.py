"""Short ways to messages for tests of every package."""

from datetime import UTC, datetime

from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.address import Address
from emailassist.domain.ids import Uid
from emailassist.mime.parse import parse_message
from emailassist.mime.subject import base_subject, is_reply_subject
from emailassist.store.arrivals import Arrival

ME = Address("Clara Vidal", "clara@tallernorte.example")


def raw_message(
    subject: str = "Oak samples",
    body: str = "Hello Clara,\n\nthe samples are ready.\n",
    *,
    sender: str = "Tom Reed <tom@reed.example>",
    to: str = "Clara Vidal <clara@tallernorte.example>",
    message_id: str = "<1@reed.example>",
    date: str = "Wed, 18 Nov 2026 09:00:00 +0100",
    **headers: str,
) -> bytes:
    """A plain text message; further headers by name, `_` for `-`."""
    fields = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": message_id,
        "Date": date,
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "Content-Type": "text/plain; charset=utf-8",
    }
    head = "\r\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    return f"{head}\r\n\r\n{body}".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def arrival(uid: int, raw: bytes, *flags: str) -> Arrival:
    """The message as it comes from a mailbox of Clara's, when it was written if it says so."""
    message = parse_message(raw)
    sender = message.envelope.sender
    return Arrival(
        uid=Uid(uid),
        flags=frozenset(flags),
        received_at=message.envelope.date or datetime(2026, 11, 18, 9, uid % 60, tzinfo=UTC),
        raw=raw,
        message=message,
        base_subject=base_subject(message.envelope.subject),
        is_reply=is_reply_subject(message.envelope.subject),
        mine=sender is not None and sender.key == ME.key,
    )


def new_account(
    name: str = "Work",
    *,
    imap: Server | None = None,
    smtp: Server | None = None,
    secret: SecretSource | None = None,
) -> NewAccount:
    """An account of Clara's; servers on loopback that nobody listens at unless given."""
    nowhere = Server("127.0.0.1", 9, Security.NONE)
    return NewAccount(
        name=name,
        address=ME,
        imap=imap or nowhere,
        smtp=smtp or nowhere,
        username="clara",
        secret=secret or SecretSource(SecretKind.NONE),
    )

"""Submitting one message.

Owns: what each ending means: accepted, refused (nothing was sent) or uncertain.
Must not: send to some recipients only; one that is refused stops the whole message.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path

import aiosmtplib
from aiosmtplib import errors

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import SubmissionRefused, SubmissionUncertain
from emailassist.smtp.answers import shown
from emailassist.smtp.connection import connected, say_goodbye, translating

_SLOWEST_LINE = 16 * 1024
"""Bytes a second; the wait for the final answer grows with the message accordingly."""

_CLOSING = 421
_MOST_NAMED = 5

BeforeData = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Submission:
    """A message with its envelope; `recipients` are addr-specs, `raw` is RFC 5322 with CRLF."""

    server: Server
    username: str
    credential: Credential
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    trusted: tuple[TrustedCertificate, ...] = ()


async def submit(
    submission: Submission,
    *,
    before_data: BeforeData,
    timeout: float = 60,  # noqa: ASYNC109 - seconds for every single answer, not for the whole
    ca_file: Path | None = None,
) -> str:
    """Hand the message over and return the server's words.

    `before_data` is awaited when every recipient was accepted and right before DATA: what is
    raised up to its end means that nothing was sent. Afterwards `SubmissionRefused` still means
    so, while `SubmissionUncertain`, or a cancellation, means that nobody knows.
    """
    server = submission.server
    async with connected(
        server,
        submission.username,
        submission.credential,
        timeout=timeout,
        ca_file=ca_file,
        trusted=submission.trusted,
    ) as client:
        with translating(server):
            await _envelope(client, submission)
        await before_data()
        answer = await _transmit(client, submission, timeout)
        say_goodbye(client)
        return answer


async def check(
    server: Server,
    username: str,
    credential: Credential,
    *,
    timeout: float = 20,  # noqa: ASYNC109 - seconds for every single answer, not for the whole
    ca_file: Path | None = None,
    trusted: Iterable[TrustedCertificate] = (),
) -> None:
    """Connect and log in; raises what stands in the way."""
    async with connected(
        server, username, credential, timeout=timeout, ca_file=ca_file, trusted=trusted
    ) as client:
        say_goodbye(client)


async def size_limit(
    server: Server,
    username: str,
    credential: Credential,
    *,
    timeout: float = 20,  # noqa: ASYNC109 - seconds for every single answer, not for the whole
    ca_file: Path | None = None,
    trusted: Iterable[TrustedCertificate] = (),
) -> int | None:
    """The bytes that a message may have (RFC 1870); None when the server names no limit."""
    async with connected(
        server, username, credential, timeout=timeout, ca_file=ca_file, trusted=trusted
    ) as client:
        say_goodbye(client)
        return _size_limit(client)


async def _envelope(client: aiosmtplib.SMTP, submission: Submission) -> None:
    _check_addresses(submission)
    options = _mail_options(client, submission)
    encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
    try:
        await client.mail(submission.sender, options=options, encoding=encoding)
    except errors.SMTPResponseException as error:
        if error.code < 0:  # not an answer at all
            raise
        raise _refused(error, submission.server) from error
    server = submission.server
    answers = [await _recipient(client, server, each, encoding) for each in submission.recipients]
    if refused := [answer for answer in answers if answer is not None]:
        raise _recipients_refused(refused, submission)


async def _recipient(
    client: aiosmtplib.SMTP, server: Server, recipient: str, encoding: str
) -> errors.SMTPRecipientRefused | None:
    """Name one recipient; the refusal, so that all who are refused can be told of at once."""
    try:
        await client.rcpt(recipient, encoding=encoding)
    except errors.SMTPRecipientRefused as error:
        if error.code == _CLOSING:
            raise _refused(error, server) from error
        return error
    return None


def _check_addresses(submission: Submission) -> None:
    if not submission.recipients:
        raise SubmissionRefused("The message has no recipient.", permanent=True)
    for address in (submission.sender, *submission.recipients):
        # What is no plain addr-spec would be sent as something else than the person approved.
        if "@" not in address or parseaddr(address)[1] != address or not address.isprintable():
            raise SubmissionRefused(
                f"{address!r} is no address that mail can be sent to or from.",
                permanent=True,
                hint="Correct the address.",
            )


def _mail_options(client: aiosmtplib.SMTP, submission: Submission) -> list[str]:
    """The parameters of MAIL (RFC 1870, 6152, 6531), as offered and needed."""
    _check_size(client, submission)
    options = []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(submission.raw)}")
    if not submission.raw.isascii():
        _require_8bit(client, submission)
        options.append("BODY=8BITMIME")
    header, _, _ = submission.raw.partition(b"\r\n\r\n")
    addresses = (submission.sender, *submission.recipients)
    foreign = next((address for address in addresses if not address.isascii()), "")
    if foreign or not header.isascii():
        if not client.supports_extension("smtputf8"):
            whom = foreign or "a person in this message"
            raise SubmissionRefused(
                f"{submission.server.label} cannot send to or from {whom}: it takes no addresses "
                "with letters outside ASCII.",
                permanent=True,
                hint="Use an address in plain letters, if there is one.",
            )
        options.append("SMTPUTF8")
    return options


def _require_8bit(client: aiosmtplib.SMTP, submission: Submission) -> None:
    """Only an enclosed message is not plain ASCII here; nobody may encode that (RFC 2046)."""
    if not client.supports_extension("8bitmime"):
        raise SubmissionRefused(
            f"{submission.server.label} cannot carry the enclosed message as it is.",
            permanent=True,
            hint="Forward it as text instead.",
        )


def _check_size(client: aiosmtplib.SMTP, submission: Submission) -> None:
    limit = _size_limit(client)
    if limit is not None and limit < len(submission.raw):
        raise SubmissionRefused(
            f"The message has {len(submission.raw):,} bytes; {submission.server.label} takes "
            f"{limit:,} at most.",
            permanent=True,
            hint="Send it without its largest attachment.",
        )


def _size_limit(client: aiosmtplib.SMTP) -> int | None:
    words = client.esmtp_extensions.get("size", "").strip()
    return int(words) if words.isascii() and words.isdecimal() and int(words) > 0 else None


async def _transmit(client: aiosmtplib.SMTP, submission: Submission, timeout: float) -> str:  # noqa: ASYNC109
    patience = timeout + len(submission.raw) / _SLOWEST_LINE
    try:
        answer = await client.data(submission.raw, timeout=patience)
    except errors.SMTPDataError as error:
        if 400 <= error.code < 600:
            raise _refused(error, submission.server) from error
        # Neither 250 nor a refusal: no answer that RFC 5321 knows at this point.
        raise _uncertain(submission.server) from error
    except (errors.SMTPException, OSError) as error:
        raise _uncertain(submission.server) from error
    return f"{answer.code} {answer.message}"


def _refused(error: errors.SMTPResponseException, server: Server) -> SubmissionRefused:
    whom = ""
    if isinstance(error, errors.SMTPRecipientRefused):
        whom = f" to {error.recipient}"
    elif isinstance(error, errors.SMTPSenderRefused):
        whom = f" from {error.sender}"
    permanent = error.code >= 500
    return SubmissionRefused(
        f"{server.label} refused the message{whom}: {shown(error)}.",
        permanent=permanent,
        hint="Nothing was sent to anybody."
        if permanent
        else "Nothing was sent; it can be tried again.",
    )


def _recipients_refused(
    refused: list[errors.SMTPRecipientRefused], submission: Submission
) -> SubmissionRefused:
    """Who was refused, and why; for good as soon as one of them was."""
    if len(refused) == 1:
        return _refused(refused[0], submission.server)
    permanent = any(error.code >= 500 for error in refused)
    whom = "; ".join(f"{error.recipient} ({shown(error)})" for error in refused[:_MOST_NAMED])
    more = f" and {len(refused) - _MOST_NAMED} more" if len(refused) > _MOST_NAMED else ""
    every = "every recipient" if len(refused) == len(submission.recipients) else "recipients"
    return SubmissionRefused(
        f"{submission.server.label} refused {every}: {whom}{more}.",
        permanent=permanent,
        hint="Nothing was sent to anybody."
        if permanent
        else "Nothing was sent; it can be tried again.",
    )


def _uncertain(server: Server) -> SubmissionUncertain:
    return SubmissionUncertain(
        f"The connection to {server.label} ended before the message was confirmed: it may have "
        "been sent.",
        hint="Look into the Sent mailbox, or ask the recipient, before sending it again.",
    )

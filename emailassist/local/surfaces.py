"""Everything in a message that its sender chose and a model may be shown.

Owns: the list, in the order in which a model reads. Must not: judge any of it.
"""

from collections.abc import Iterable, Iterator

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage

_MOST = 40
_SHORT = 300


def surfaces(message: ParsedMessage) -> tuple[str, ...]:
    """The names, the subject, header fields, attachments, calendar, then the text."""
    short = [piece[:_SHORT] for piece in _short(message) if piece]
    return (*short[:_MOST], message.text)


def _short(message: ParsedMessage) -> Iterator[str]:
    envelope = message.envelope
    yield from _names([envelope.sender] if envelope.sender else [])
    yield from _names((*envelope.reply_to, *envelope.to[:10], *envelope.cc[:10]))
    yield envelope.subject
    for name in ("List-Id", "Precedence", "Auto-Submitted", "Importance", "X-Priority"):
        yield message.header(name)
    for attachment in message.attachments[:10]:
        yield attachment.filename
        yield attachment.content_type
    for event in message.calendar[:2]:
        yield from (event.method, event.summary, event.location, event.status)
        yield from _names([event.organizer] if event.organizer else [])


def _names(addresses: Iterable[Address]) -> Iterator[str]:
    for address in addresses:
        yield address.name

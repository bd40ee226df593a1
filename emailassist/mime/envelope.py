"""The envelope of a message: who, to whom, when, in which thread.

Owns: which fields an `Envelope` is made of. Must not: split a header into fields.
"""

from collections.abc import Iterable

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId
from emailassist.domain.message import Envelope
from emailassist.mime import headers

MAX_SUBJECT = 1_000
FIELDS = frozenset(
    {
        "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id",
        "in-reply-to", "references",
    }
)  # fmt: skip
"""The fields that are read, in lower case."""
_PEOPLE = ("to", "cc")
_MANY = "There are more recipients than can be shown; the rest is left out."


def read_envelope(fields: Iterable[tuple[str, str]]) -> tuple[Envelope, tuple[str, ...]]:
    """The envelope of fields with unfolded values, and what was wrong with them."""
    by_name: dict[str, list[str]] = {}
    for name, value in fields:
        by_name.setdefault(name.casefold(), []).append(value)

    def addresses(name: str) -> tuple[Address, ...]:
        return headers.addresses(by_name[name]) if name in by_name else ()

    def first(name: str) -> str:
        return by_name[name][0] if name in by_name else ""

    date, defect = headers.date(first("date"))
    senders = addresses("from") or addresses("sender")
    identifier = headers.message_id(first("message-id"))
    references = " ".join(by_name.get("references", ()))
    envelope = Envelope(
        message_id=identifier,
        subject=headers.decoded(first("subject"))[:MAX_SUBJECT],
        sender=senders[0] if senders else None,
        reply_to=_reachable(addresses("reply-to")),
        to=_reachable(addresses("to")),
        cc=_reachable(addresses("cc")),
        date=date,
        in_reply_to=_without(identifier, headers.message_ids(first("in-reply-to"))),
        references=_without(identifier, headers.message_ids(references)),
    )
    many = any(
        len(value) >= headers.MAX_FIELD for name in _PEOPLE for value in by_name.get(name, ())
    )
    many = many or max(len(envelope.to), len(envelope.cc)) >= headers.MAX_ADDRESSES
    return envelope, tuple(each for each in (defect, _MANY if many else "") if each)


def _reachable(addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    return tuple([address for address in addresses if address.email])


def _without(own: MessageId | None, ids: tuple[MessageId, ...]) -> tuple[MessageId, ...]:
    return tuple([each for each in ids if each != own]) if own in ids else ids

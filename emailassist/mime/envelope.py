"""The envelope of a message: who, to whom, when, in which thread.

Owns: which fields an `Envelope` is made of. Must not: split a header into fields.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

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
Values = Mapping[str, Sequence[str]]
_PEOPLE = ("to", "cc")
_MANY = "There are more recipients than can be shown; the rest is left out."


def by_name(fields: Iterable[tuple[str, str]], shown: Callable[[str], str] = str) -> Values:
    """The values of the fields that an envelope needs, as `shown`, by names in lower case."""
    values: dict[str, list[str]] = {}
    for field, value in fields:
        name = field.lower()
        if name in FIELDS:
            values.setdefault(name, []).append(shown(value))
    return values


def read_envelope(values: Values) -> Envelope:
    """The envelope that these fields make."""

    def people(name: str) -> tuple[Address, ...]:
        """Who can be reached."""
        found = headers.addresses(values[name]) if name in values else ()
        return tuple([each for each in found if each.email]) if found else ()

    senders = _senders(values)
    identifier = headers.message_id(_first(values, "message-id"))
    references = " ".join(values.get("references", ()))
    return Envelope(
        message_id=identifier,
        subject=headers.decoded(_first(values, "subject"))[:MAX_SUBJECT],
        sender=senders[0] if senders else None,
        reply_to=people("reply-to"),
        to=people("to"),
        cc=people("cc"),
        date=headers.date(_first(values, "date"))[0],
        in_reply_to=_without(identifier, headers.message_ids(_first(values, "in-reply-to"))),
        references=_without(identifier, headers.message_ids(references)),
    )


def envelope_defects(values: Values, envelope: Envelope) -> tuple[str, ...]:
    """What is wrong with the fields that the envelope was made of."""
    _, undated = headers.date(_first(values, "date"))
    many = max(len(envelope.to), len(envelope.cc)) >= headers.MAX_ADDRESSES or any(
        len(value) >= headers.MAX_FIELD for name in _PEOPLE for value in values.get(name, ())
    )
    return tuple(each for each in (undated, _MANY if many else "") if each)


def _first(values: Values, name: str) -> str:
    return values[name][0] if name in values else ""


def _senders(values: Values) -> tuple[Address, ...]:
    found = headers.addresses(values.get("from", ()))
    return found or headers.addresses(values.get("sender", ()))


def _without(own: MessageId | None, ids: tuple[MessageId, ...]) -> tuple[MessageId, ...]:
    return tuple([each for each in ids if each != own]) if own in ids else ids

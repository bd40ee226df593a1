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
_NONE = ("",)
_PEOPLE = ("to", "cc")
_MANY = "There are more recipients than can be shown; the rest is left out."


def by_name(fields: Iterable[tuple[str, str]], shown: Callable[[str], str] = str) -> Values:
    """The values of the fields that an envelope needs, as `shown`, by names in lower case."""
    values: dict[str, list[str]] = {}
    for field, value in fields:
        name = field.casefold()
        if name in FIELDS:
            values.setdefault(name, []).append(shown(value))
    return values


def read_envelope(values: Values) -> Envelope:
    """The envelope that these fields make; those missing are left empty."""
    get = values.get
    senders = headers.addresses(get("from", ())) or headers.addresses(get("sender", ()))
    identifier = headers.message_id(get("message-id", _NONE)[0])
    in_reply_to = headers.message_ids(get("in-reply-to", _NONE)[0])
    references = headers.message_ids(" ".join(get("references", _NONE)))
    return Envelope(
        message_id=identifier,
        subject=headers.decoded(get("subject", _NONE)[0])[:MAX_SUBJECT],
        sender=senders[0] if senders else None,
        reply_to=_reachable(get("reply-to", ())),
        to=_reachable(get("to", ())),
        cc=_reachable(get("cc", ())),
        date=headers.date(get("date", _NONE)[0])[0],
        in_reply_to=_without(identifier, in_reply_to),
        references=_without(identifier, references),
    )


def envelope_defects(values: Values, envelope: Envelope) -> tuple[str, ...]:
    """What is wrong with the fields that the envelope was made of."""
    _, undated = headers.date(values.get("date", _NONE)[0])
    many = max(len(envelope.to), len(envelope.cc)) >= headers.MAX_ADDRESSES or any(
        len(value) >= headers.MAX_FIELD for name in _PEOPLE for value in values.get(name, ())
    )
    return tuple(each for each in (undated, _MANY if many else "") if each)


def _reachable(texts: Sequence[str]) -> tuple[Address, ...]:
    return tuple([each for each in headers.addresses(texts) if each.email]) if texts else ()


def _without(own: MessageId | None, ids: tuple[MessageId, ...]) -> tuple[MessageId, ...]:
    return tuple([each for each in ids if each != own]) if own in ids else ids

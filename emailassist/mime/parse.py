"""Bytes of a message to a `ParsedMessage`.

Owns: putting together what the other modules of the package read. Must not: raise on any
input, or take longer than in proportion to it.
"""

from emailassist.domain.message import CalendarEvent, Envelope, ParsedMessage
from emailassist.mime import headers
from emailassist.mime.body import Body, read_body
from emailassist.mime.envelope import by_name, envelope_defects, read_envelope
from emailassist.mime.invitation import read_calendar
from emailassist.mime.leaf import Leaf
from emailassist.mime.protection import protection
from emailassist.mime.quotes import split_quoted
from emailassist.mime.signature import split_signature
from emailassist.mime.tree import read

MAX_CALENDARS = 10


def parse_message(raw: bytes) -> ParsedMessage:
    """Read a message. Never raises; what was wrong with the bytes is told in `defects`."""
    tree = read(raw)
    fields = tree.root.fields
    values = by_name(fields)
    envelope = read_envelope(values)
    unread = envelope_defects(values, envelope)
    body = read_body(tree.leaves)
    events, calendar_defects = _events(body.calendars)
    own, quoted, signature = _split(body, envelope)
    return ParsedMessage(
        envelope=envelope,
        headers=tuple((name, headers.decoded(value)) for name, value in fields),
        text=body.text,
        own_text=own,
        quoted=quoted,
        signature=signature,
        html=body.html,
        hidden_text=body.hidden,
        attachments=body.attachments,
        calendar=events,
        defects=(*tree.defects, *unread, *body.defects, *calendar_defects),
        protection=protection(tree.leaves, body.text),
    )


def _split(body: Body, envelope: Envelope) -> tuple[str, str, str]:
    """Own text, quoted text and signature. There is own text whenever there is any text."""
    if body.is_report:
        return body.text, "", ""
    written, quoted = split_quoted(body.text)
    own, signature = split_signature(written, envelope.sender)
    if own.strip():
        return own, quoted, signature
    # A bare forward: what was passed on is what there is to read.
    return (quoted, "", signature) if quoted.strip() else (body.text.strip(), "", "")


def _events(leaves: tuple[Leaf, ...]) -> tuple[tuple[CalendarEvent, ...], tuple[str, ...]]:
    """The events of all calendar parts; an invitation often comes in two copies."""
    events: dict[CalendarEvent, None] = {}
    defects: list[str] = []
    for leaf in leaves[:MAX_CALENDARS]:
        found, problems = read_calendar(leaf.data, leaf.parameter("charset"))
        events |= dict.fromkeys(found)
        defects += problems
    return tuple(events), tuple(dict.fromkeys(defects))

"""Which mailboxes there are, and how they stand, in one round trip where the server can.

Owns: LIST, LSUB and STATUS (RFC 9051, RFC 5258, RFC 5819, RFC 6154). Must not: select one.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from imapclient import imap_utf7

from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import ListedMailbox, MailboxStatus
from emailassist.imap import grammar
from emailassist.imap.channel import Channel, Response
from emailassist.imap.errors import Nonsense, Refused
from emailassist.imap.grammar import Value
from emailassist.imap.roles import RawListing, with_roles

_SUBSCRIPTIONS = b'LSUB "" "*"'
_SUBSCRIBED = "\\subscribed"
_UNREADABLE = "\\NoSelect"
"""Given to a mailbox whose name could not be sent back."""


def mailboxes(channel: Channel) -> tuple[ListedMailbox, ...]:
    """Every mailbox of the account, with its role, subscription and, if offered, status."""
    if channel.has("LIST-EXTENDED"):
        try:
            return _extended(channel)
        except Refused:  # offered, but not understood
            channel.capabilities -= {"LIST-EXTENDED"}
    return _plain(channel)


def personal_prefix(channel: Channel) -> str:
    """Where the person's own mailboxes begin (RFC 2342): '' or such as ``INBOX.``."""
    if not channel.has("NAMESPACE"):
        return ""
    answers, _ = channel.run(b"NAMESPACE")
    for response in answers:
        if response.kind == b"NAMESPACE":
            match grammar.values(response.pieces):
                case [[[bytes() as prefix, *_], *_], *_]:
                    return _name(prefix)[0]
                case _:
                    return ""
    return ""


def _extended(channel: Channel) -> tuple[ListedMailbox, ...]:
    wanted = [b"SUBSCRIBED"]
    if channel.has("SPECIAL-USE"):
        wanted.append(b"SPECIAL-USE")
    if channel.has("LIST-STATUS"):
        modseq = b" HIGHESTMODSEQ" if channel.has("CONDSTORE") else b""
        wanted.append(b"STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY%s)" % modseq)
    answers, _ = channel.run(b'LIST "" "*" RETURN (%s)' % b" ".join(wanted))
    listings = _listings(answers, b"LIST")
    subscribed = {
        listing.name
        for listing in listings
        if _SUBSCRIBED in {attribute.lower() for attribute in listing.attributes}
    }
    return _completed(listings, subscribed, _statuses(answers))


def _plain(channel: Channel) -> tuple[ListedMailbox, ...]:
    tag = channel.start(b'LIST "" "*"')
    subscribing = channel.start(_SUBSCRIPTIONS)
    answers, _ = channel.finish(tag)
    return _completed(_listings(answers, b"LIST"), _subscribed(channel, subscribing), {})


def subscriptions(channel: Channel) -> frozenset[str]:
    """The mailboxes that the person subscribed to, but INBOX, which needs no subscription."""
    return frozenset(_chosen(_subscribed(channel, channel.start(_SUBSCRIPTIONS))))


def _subscribed(channel: Channel, tag: bytes) -> set[str]:
    try:
        answers, _ = channel.finish(tag)
    except Refused:
        return set()
    return {listing.name for listing in _listings(answers, b"LSUB")}


def _completed(
    listings: Sequence[RawListing], subscribed: set[str], statuses: dict[str, MailboxStatus]
) -> tuple[ListedMailbox, ...]:
    """With subscriptions; where there are none at all, nobody has ever chosen: all count."""
    chosen = _chosen(subscribed & {listing.name for listing in listings})
    return tuple(
        replace(
            box,
            subscribed=not chosen or box.name in chosen or box.name.upper() == "INBOX",
            status=statuses.get(box.name),
        )
        for box in with_roles(listings)
    )


def _chosen(subscribed: Iterable[str]) -> set[str]:
    return {name for name in subscribed if name.upper() != "INBOX"}


def _listings(answers: Iterable[Response], kind: bytes) -> list[RawListing]:
    found: dict[str, RawListing] = {}
    for response in answers:
        if response.kind == kind:
            listing = _listing(grammar.values(response.pieces))
            found.setdefault(listing.name, listing)
    return list(found.values())


def _listing(values: list[Value]) -> RawListing:
    if len(values) < 3 or not isinstance(values[0], list):
        raise Nonsense("a mailbox is not described")
    attributes = {grammar.text(each).decode("ascii", "replace") for each in values[0]}
    delimiter = (values[1] or b"") if not isinstance(values[1], list) else b""
    name, is_readable = _name(grammar.text(values[2]))
    if not is_readable:
        attributes.add(_UNREADABLE)
    return RawListing(name, frozenset(attributes), delimiter.decode("ascii", "replace"))


def _name(raw: bytes) -> tuple[str, bool]:
    """The decoded name, and whether it could be sent back to the server as it was."""
    with suppress(ValueError):  # also where the name would hold half a character
        name = imap_utf7.decode(raw)
        if imap_utf7.encode(name) == raw:
            return name, True
    return raw.decode("utf-8", "replace"), False


def _statuses(answers: Iterable[Response]) -> dict[str, MailboxStatus]:
    found = {}
    for response in answers:
        if response.kind == b"STATUS":
            values = grammar.values(response.pieces)
            if len(values) == 2 and (status := _status(values[1])) is not None:
                found[_name(grammar.text(values[0]))[0]] = status
    return found


def _status(value: Value) -> MailboxStatus | None:
    items = {name: grammar.number(item) for name, item in grammar.attributes(value).items()}
    if not {b"MESSAGES", b"UIDNEXT", b"UIDVALIDITY"} <= items.keys():
        return None
    return MailboxStatus(
        messages=items[b"MESSAGES"],
        uid_next=Uid(items[b"UIDNEXT"]),
        uid_validity=UidValidity(items[b"UIDVALIDITY"]),
        unseen=items.get(b"UNSEEN"),
        # 0: this mailbox has none (RFC 7162 section 3.1.2.2).
        highest_modseq=items.get(b"HIGHESTMODSEQ") or None,
    )

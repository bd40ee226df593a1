"""What the mail here says about who writes: gathered for a message, kept as far as it lasts.

Owns: when it is read again. Must not: judge by it.
"""

import time
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from itertools import islice
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import History
from emailassist.engine.confined import Store
from emailassist.local.authentication import own_servers, topmost_server
from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.identifiers import find_ibans
from emailassist.mime.links import organisational_domain
from emailassist.store import history
from emailassist.store.database import Database

_FRESH: Final = 3600.0
"""Seconds for which it is believed which results a server writes."""
_NAMESAKES: Final = 20


class Histories:
    """Belongs to the engine's event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people: dict[AccountId, tuple[int, tuple[Address, ...]]] = {}
        self._servers: dict[AccountId, tuple[float, frozenset[str] | None]] = {}

    async def of(self, key: MessageKey, account: AccountId, message: ParsedMessage) -> History:
        """What is known about the sender of a message from before it."""
        sender = message.envelope.sender
        if sender is None or not sender.email:
            return History()
        people = await self._known(account)
        theirs: tuple[str, ...] = ()
        beside: tuple[str, ...] = ()
        if next(find_ibans(message.text), None) is not None:
            domain = "" if sender.domain in FREE_MAIL else organisational_domain(sender.domain)
            read = self._store.read_aside
            theirs = await read(history.texts, key, account, sender.key, "")
            beside = await read(history.texts, key, account, sender.key, domain) if domain else ()
        letters = await self._store.read(history.letters, key, account)
        return history_of(sender, people, letters, theirs, beside)

    async def servers(self, account: AccountId) -> frozenset[str] | None:
        """The ids under which the account's own server writes what it checked.

        None while nobody knows.
        """
        then, found = self._servers.get(account, (0.0, None))
        if not then or time.monotonic() - then > _FRESH:
            found = await self._store.read_aside(servers_of, account)
            self._servers[account] = (time.monotonic(), found)
        return found

    async def _known(self, account: AccountId) -> tuple[Address, ...]:
        sent = await self._store.read(history.sent)
        before, people = self._people.get(account, (-1, ()))
        if before != sent:
            people = await self._store.read(history.people, account)
            self._people[account] = (sent, people)
        return people


def history_of(
    sender: Address | None,
    people: Sequence[Address],
    letters: int,
    theirs: Sequence[str],
    beside: Sequence[str],
) -> History:
    """What is known about a sender, given everybody who has been written to.

    `theirs` are texts of earlier mail of the address or the thread, `beside` of its domain, too.
    """
    name = sender.name.strip().casefold() if sender else ""
    namesakes = (each for each in people if name and each.name.strip().casefold() == name)
    return History(
        letters=letters,
        namesakes=tuple(islice(namesakes, _NAMESAKES)),
        domains=frozenset(each.domain for each in people) - FREE_MAIL,
        payees=_payees([*theirs, *beside]),
        own_payees=_payees(theirs),
    )


def _payees(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.value for text in texts for fact in find_ibans(text)))


def servers_of(db: Database, account: AccountId) -> frozenset[str] | None:
    """The ids under which the account's own server writes what it checked; None: not known."""
    parser = BytesHeaderParser()
    heads = (parser.parsebytes(head) for head in history.heads(db, account))
    return own_servers(
        topmost_server((name, str(value)) for name, value in head.items()) for head in heads
    )

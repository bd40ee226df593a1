"""Fetching one message now, because the person wants to read it.

Owns: where it is fetched from. Must not: keep the person waiting for a synchronisation.
"""

from emailassist.domain.errors import NotFetched
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.indexing import Indexing
from emailassist.imap.answers import FetchedMessage
from emailassist.imap.session import ImapSession
from emailassist.store import accounts, placements, sources
from emailassist.store.placements import Place
from emailassist.store.sources import Body


class Fetching:
    """Fetches messages of which only the envelope, or the first part, is here."""

    def __init__(self, store: Store, announcer: Announcer, connections: Connections) -> None:
        self._store = store
        self._announcer = announcer
        self._connections = connections
        self._indexing = Indexing(store, announcer)

    async def whole(self, key: MessageKey) -> None:
        """Fetch all of a message over a connection of its own; raises NotFetched, WorldError."""
        for place in await self._store.read(placements.places, key):
            if place.uid > 0 and (body := await self._body(place)) is not None:
                kept = await self._store.write(
                    sources.keep, place.mailbox, [body], place.uid_validity
                )
                self._announcer.tell(ChangeSet(frozenset({key}), lists=bool(kept.merged)))
                await self._indexing.run(place.account)
                return
        raise NotFetched(
            "The server no longer has this message where it was.",
            hint="Synchronise: it may have been moved.",
        )

    async def _body(self, place: Place) -> Body | None:
        account = await self._store.read(accounts.account, place.account)
        async with self._connections.use(account) as connection:
            session = await connection.open()
            fetched = await connection.run(_fetch, session, place)
        return Body(place.uid, fetched.raw) if fetched else None


def _fetch(session: ImapSession, place: Place) -> FetchedMessage | None:
    """The message at a place, if that number still is its own. Runs on the connection's thread."""
    if session.select(place.mailbox_name).uid_validity != place.uid_validity:
        return None
    return next(iter(list(session.fetch([place.uid]))), None)

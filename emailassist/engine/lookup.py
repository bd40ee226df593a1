"""Looking things up for an agent: the person's own mail, notes, contacts and invitations.

Owns: reading them from the store. Must not: decide what an agent is shown (`assistant.tools`
does), or reach anything but this store.
"""

from collections.abc import Sequence

from emailassist.domain.address import Address
from emailassist.domain.errors import NotFound
from emailassist.domain.message import CalendarEvent
from emailassist.domain.recall import Contact, FoundMail, Passage
from emailassist.domain.task import TriageTask
from emailassist.engine.confined import Confined, Store
from emailassist.engine.meanings import Meanings
from emailassist.engine.recall import Recall
from emailassist.engine.search import LEAST
from emailassist.engine.surroundings import read_own_texts
from emailassist.local.closeness import any_of, fused, words_of
from emailassist.mime.parse import parse_message
from emailassist.store import codec, lookup, messages, ranking
from emailassist.store.lookup import Hit

_HITS = 24
_TURNS = 4


class Lookup:
    """The person's own things, for `assistant.tools.Shelf`."""

    def __init__(self, store: Store, parsing: Confined, recall: Recall, meanings: Meanings) -> None:
        self._store = store
        self._parsing = parsing
        self._recall = recall
        self._meanings = meanings

    async def mail(self, task: TriageTask, words: str) -> Sequence[FoundMail]:
        """Messages of the same account that are about it, best first; not of this thread."""
        telling = words_of(words)
        if task.key is None or not telling:
            return ()
        source = await self._store.read(messages.source, task.key)
        match = f"{{subject body}} : ({any_of(telling)})"
        hits = await self._store.read(
            lookup.with_words, source.account, match, source.thread, _HITS
        )
        near = await self._meanings.about(
            words,
            most=_HITS,
            least=LEAST,
            where=[ranking.of_account(source.account, but_thread=source.thread)],
        )
        best = fused([hit.key for hit in hits], [each.key for each in near])[:_HITS]
        found = await self._store.read(lookup.of_keys, best)
        return tuple(_as_mail(hit, task) for hit in await self._read(found))

    async def notes(self, words: str) -> Sequence[Passage]:
        """Passages of notes about that."""
        return await self._recall.notes(words)

    async def contact(self, task: TriageTask, address: Address) -> Contact | None:
        """How much there was with somebody in the account of this message."""
        if task.key is None:
            return None
        source = await self._store.read(messages.source, task.key)
        return await self._store.read(lookup.contact, source.account, address)

    async def invitations(self, task: TriageTask) -> Sequence[CalendarEvent]:
        """The calendar parts of this message and of the turns before it."""
        found = list(task.message.calendar)
        for turn in reversed(task.thread[-_TURNS:]):
            if turn.key is None:
                continue
            try:
                source = await self._store.read(messages.source, turn.key)
            except NotFound:
                continue  # it went meanwhile
            message = await self._parsing.run(parse_message, source.raw)
            found += message.calendar
        return tuple(dict.fromkeys(found))

    async def _read(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        unread = [hit.key for hit in hits if not hit.is_read]
        if not unread:
            return hits
        await read_own_texts(self._store, unread)
        return await self._store.read(lookup.of_keys, [hit.key for hit in hits])


def _as_mail(hit: Hit, task: TriageTask) -> FoundMail:
    everybody = (hit.sender, *hit.recipients)
    people = tuple(each for each in everybody if not task.me.is_me(each))
    return FoundMail(hit.key, people, hit.mine, hit.subject, codec.moment(hit.date), hit.text)

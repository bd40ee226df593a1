"""Finding mail by its words and by what it means, and mail that is like other mail.

Owns: which ways are gone and how their rankings are joined. Must not: draw, or know how either
way finds what it does.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from emailassist.domain.found import By, Found
from emailassist.domain.ids import MessageKey, ThreadKey
from emailassist.domain.query import parse
from emailassist.domain.views import Listing
from emailassist.engine.confined import Store
from emailassist.engine.meanings import Meanings
from emailassist.engine.surroundings import texts_of
from emailassist.local.closeness import any_of, fused, telling, words_of
from emailassist.local.embeddings import mail_text
from emailassist.store import listing, messages, ranking
from emailassist.store.conditions import Condition

MOST = 30
"""Messages that are found by meaning alone."""
_RANKED = 200
"""Hits whose words are weighed against each other; the others follow, newest first."""
LEAST = 0.08
_SHARE = 0.5
"""Cosine of a few words and a mail about it, and its share of the best: how far a mail can be
depends on the words. Chosen on `benchmarks/search_quality.py`."""
_BEST_AT_LEAST = 0.11
"""Where even the closest mail is further away, none is about it: the highest value by which no
question there loses a message."""
_LEAST_ALIKE = 0.5
_LEAST_RELATED = 0.25
_LEAST_SHARED = 0.06
"""Cosine of two mails, the second where they share so much of the words that tell them apart:
mail of one language and one person is close in meaning whatever it is about."""
_COMPARED = 60
_READ = 4_000
"""The closest mails whose words are compared, and characters of each."""


class Search:
    """What the search field and “Similar mail” ask."""

    def __init__(self, store: Store, meanings: Meanings) -> None:
        self._store = store
        self._meanings = meanings

    async def find(self, wanted: Listing, by: By = By.BOTH) -> Found:
        """All messages of a listing, and those that are about what it looks for, best first.

        A search of operators alone means just what it says: newest first.
        """
        every = () if by is By.MEANING else await self._store.read(listing.list_keys, wanted)
        about = parse(wanted.query, datetime.now().astimezone().date()).about
        if by is By.WORDS or not about:
            return Found(every)
        near = await self._about(wanted, about)
        best: Sequence[MessageKey] = ()
        if every:
            best = await self._store.read_aside(ranking.best, wanted, _RANKED)
        first = fused(best, near)
        in_front = set(first)
        return Found(
            (*first, *(key for key in every if key not in in_front)), frozenset(near) - set(every)
        )

    async def similar(self, key: MessageKey, most: int = MOST) -> Found:
        """Mail of other threads that is about the same, best first; raises NotFound.

        It is close in meaning, or less close and shares the words that tell this apart.
        """
        source = await self._store.read(messages.source, key)
        where = (
            *await self._store.read(ranking.narrowing, Listing()),
            ranking.not_of_thread(ThreadKey(source.thread)),
        )
        read = await texts_of(self._store, [key])
        text = mail_text(read[0].subject, read[0].text) if read else ""
        vector = await self._meanings.known(key, text)
        near = await self._meanings.closest(vector, most=_RANKED, least=_LEAST_RELATED, where=where)
        by_words = await self._with_words(text, where)
        near = [each for rank, each in enumerate(near) if rank < _COMPARED or each.key in by_words]
        shared = await self._shared(text, [each.key for each in near])
        related = [
            each.key
            for each in near
            if each.cosine >= _LEAST_ALIKE or shared[each.key] >= _LEAST_SHARED
        ]
        ranked = fused([each for each in by_words if each in related], related)
        return Found(tuple(ranked[:most]), frozenset(ranked[:most]))

    async def _shared(self, text: str, keys: Sequence[MessageKey]) -> dict[MessageKey, float]:
        """What each message shares of the words that tell this text apart from all of them."""
        texts = await self._store.read_aside(ranking.texts, keys, _READ)
        others = [texts.get(key, "") for key in keys]
        return dict(zip(keys, await asyncio.to_thread(telling, text, others), strict=True))

    async def _with_words(self, text: str, where: Sequence[Condition]) -> Sequence[MessageKey]:
        words = words_of(text)
        if not words:
            return ()
        match = f"{{subject body}} : ({any_of(words)})"
        return await self._store.read_aside(ranking.with_any, match, where, MOST)

    async def _about(self, wanted: Listing, text: str) -> list[MessageKey]:
        where = await self._store.read(ranking.narrowing, wanted)
        near = await self._meanings.about(text, most=MOST, least=LEAST, where=where)
        if not near or near[0].cosine < _BEST_AT_LEAST:
            return []
        least = _SHARE * near[0].cosine
        return [each.key for each in near if each.cosine >= least]

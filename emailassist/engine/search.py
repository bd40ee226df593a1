"""Finding mail by its words and by what it means, and mail that is like other mail.

Owns: which ways are gone and how their rankings are joined. Must not: draw, or know how either
way finds what it does.
"""

from collections.abc import Sequence
from datetime import datetime

from emailassist.domain.found import By, Found
from emailassist.domain.ids import MessageKey, ThreadKey
from emailassist.domain.query import parse
from emailassist.domain.views import Listing
from emailassist.engine.confined import Store
from emailassist.engine.meanings import Meanings
from emailassist.engine.surroundings import texts_of
from emailassist.local.closeness import any_of, fused, words_of
from emailassist.local.embeddings import mail_text
from emailassist.store import listing, messages, ranking
from emailassist.store.conditions import Condition

MOST = 30
"""Messages that are found by meaning alone."""
_RANKED = 200
"""Hits whose words are weighed against each other; the others follow, newest first."""
LEAST = 0.07
_SHARE = 0.5
"""Cosine of a few words and a mail about it, and its share of the best: how far a mail can be
depends on the words. Chosen on `benchmarks/search_quality.py`."""
_LEAST_ALIKE = 0.4
_LEAST_RELATED = 0.3
"""Of two mails, the second where they share words."""


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

        It is close in meaning, or less close and has the words that tell what this is about.
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
        close = {each.key for each in near if each.cosine >= _LEAST_ALIKE}
        related = [each.key for each in near if each.key in close or each.key in by_words]
        ranked = fused([each for each in by_words if each in related], related)
        return Found(tuple(ranked[:most]), frozenset(ranked[:most]))

    async def _with_words(self, text: str, where: Sequence[Condition]) -> Sequence[MessageKey]:
        words = words_of(text)
        if not words:
            return ()
        match = f"{{subject body}} : ({any_of(words)})"
        return await self._store.read_aside(ranking.with_any, match, where, MOST)

    async def _about(self, wanted: Listing, text: str) -> list[MessageKey]:
        where = await self._store.read(ranking.narrowing, wanted)
        near = await self._meanings.about(text, most=MOST, least=LEAST, where=where)
        least = _SHARE * near[0].cosine if near else 0.0
        return [each.key for each in near if each.cosine >= least]

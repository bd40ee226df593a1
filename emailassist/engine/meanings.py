"""What all mail means, at hand: texts as vectors, and the messages close to one.

Owns: the index in memory, read when it is first asked and kept up with what the store has since.
Must not: decide what is worth a vector (`embedding` does) or what a closeness is good for.
"""

import asyncio
from collections.abc import Sequence

from emailassist.domain.found import Near
from emailassist.domain.ids import MessageKey
from emailassist.engine.confined import Confined, Store
from emailassist.engine.endpoints import Endpoints
from emailassist.local.closeness import Meaning, spelled
from emailassist.local.vector_index import VectorIndex, basis_of, cosines
from emailassist.store import ranking, vectors
from emailassist.store.conditions import Condition
from emailassist.store.vectors import Covered, Keyed

_AT_ONCE = 4_000
"""Vectors that are read together: 4 MB, and 20 ms of the reader."""
_MANY = 20_000
"""Vectors from which on a basis is worth what it loses: 10 MB without."""
_SAMPLE = 5_000
_LOOKED_AT = 2_400
_CHECKED = 150
"""Candidates of the index, and those whose conditions and vectors are read at once."""
_REMEMBERED = 15
"""Questions: a list that changes is searched again and again."""
_DEEPER = 8
"""So many times more are looked at each time that too few meet the conditions."""
_ABOVE_NOISE = 0.6
"""Where no word of a text is in any mail, it may mean nothing: mail must come that share as close
to it as letters do that mean nothing. Chosen on the questions of `benchmarks/search_quality.py`, of
which none loses anything by it, and on the training mail."""
_SLACK = 0.1
"""By how much the index may take a cosine for smaller than it is."""


class Meanings:
    """The vectors of one embedder. Belongs to the engine's loop."""

    def __init__(self, store: Store, endpoints: Endpoints, *, many: int = _MANY) -> None:
        self._store = store
        self._many = many
        self._meaning = Meaning(endpoints.embedder)
        self._thread = Confined("meanings")
        self._encoding = Confined("encoding")
        self._index = VectorIndex()
        self._has_basis = False
        self._model = ""
        self._change = 0
        self._reading = asyncio.Lock()
        self._asked: dict[str, bytes] = {}

    @property
    def known_model(self) -> str:
        """The same if it is loaded, else ''."""
        return self._model

    async def model(self) -> str:
        """Which embedder makes the vectors; the first time it is loaded."""
        if not self._model:
            self._model = await self._encoding.run(lambda: self._meaning.model)
        return self._model

    async def of_texts(self, texts: Sequence[str]) -> list[bytes]:
        """The vectors of texts; each takes some 13 ms."""
        return await self._encoding.run(self._meaning.vectors, texts)

    async def of_message(self, key: MessageKey) -> bytes | None:
        """The vector that is kept of a message."""
        found = await self._store.read(vectors.of_keys, await self.model(), [key])
        return found.get(key)

    async def known(self, key: MessageKey, text: str) -> bytes:
        """The vector of a message with this `mail_text`: the kept one, or one that is kept now."""
        kept = await self.of_message(key)
        if kept:
            return kept
        (made,) = await self.of_texts([text])
        await self.keep([(key, made)])
        return made

    async def keep(self, found: Sequence[Keyed]) -> None:
        """Keep vectors of messages."""
        await self._store.write(vectors.put, await self.model(), found)

    async def waiting(self, limit: int) -> tuple[MessageKey, ...]:
        """Messages without a vector, newest first."""
        return await self._store.read_aside(vectors.waiting, await self.model(), limit)

    async def covered(self) -> Covered:
        """How many messages have one."""
        return await self._store.read_aside(vectors.covered, await self.model())

    async def about(
        self,
        text: str,
        vector: bytes = b"",
        *,
        most: int,
        least: float,
        where: Sequence[Condition] = (),
    ) -> list[Near]:
        """The messages that are about what a text says and meet all conditions, best first.

        `vector` is the text's, if it is known.
        """
        if not self._model and not await self._store.read(vectors.are_there):
            return []  # the encoder need not be loaded for that
        await self._catch_up()
        if not len(self._index):
            return []
        words = spelled(text)
        written = self._store.read(ranking.are_written, words)
        vector, is_written = await asyncio.gather(self._vector_of(text, vector), written)
        if not is_written:
            least = max(least, _ABOVE_NOISE * await self._encoding.run(self._like_noise, vector))
        return await self._closest(vector, most, least, where)

    async def closest(
        self, vector: bytes, *, most: int, least: float, where: Sequence[Condition] = ()
    ) -> list[Near]:
        """The messages closest to a vector that meet all conditions, best first."""
        await self._catch_up()
        return await self._closest(vector, most, least, where)

    async def _closest(
        self, vector: bytes, most: int, least: float, where: Sequence[Condition]
    ) -> list[Near]:
        found: list[Keyed] = []
        checked, depth, at_once = 0, _LOOKED_AT, max(_CHECKED, 2 * most)
        while True:
            keys, scores = await self._thread.run(self._index.candidates, vector, depth)
            likely = [
                key for key, score in zip(keys, scores, strict=True) if score >= least - _SLACK
            ]
            while checked < len(likely) and len(found) < 2 * most:
                some = likely[checked : checked + max(at_once, checked)]
                checked += len(some)
                found += await self._meeting(some, where, at_once)
            if len(found) >= most or len(likely) < depth:
                break
            depth *= _DEEPER
        exact = cosines(vector, [each for _, each in found])
        near = [Near(key, cos) for (key, _), cos in zip(found, exact, strict=True) if cos >= least]
        return sorted(near, key=lambda each: (-each.cosine, -each.key))[:most]

    async def _vector_of(self, text: str, vector: bytes) -> bytes:
        found = vector or self._asked.get(text, b"")
        if not found:
            (found,) = await self.of_texts([text])
            self._asked = {text: found} | dict(list(self._asked.items())[:_REMEMBERED])
        return found

    def _like_noise(self, vector: bytes) -> float:
        return cosines(vector, [self._meaning.noise])[0]

    async def _meeting(
        self, keys: Sequence[int], where: Sequence[Condition], limit: int
    ) -> list[Keyed]:
        some = [MessageKey(key) for key in keys]
        return await self._store.read(vectors.meeting, await self.model(), some, where, limit)

    def close(self) -> None:
        """Let go of the index."""
        self._thread.close()
        self._encoding.close()

    async def _catch_up(self) -> None:
        """Take in what was written since, by whatever process."""
        async with self._reading:
            if not self._change:
                await self._begin(await self._store.read(vectors.basis, await self.model()))
            await self._read_on()
            if len(self._index) >= self._many and not self._has_basis:
                await self._shorten()

    async def _begin(self, basis: bytes) -> None:
        self._index = VectorIndex(basis)
        self._has_basis = bool(basis)
        self._change = 0

    async def _read_on(self) -> None:
        while True:
            read = self._store.read if self._change else self._store.read_aside
            last, rows = await read(vectors.written, await self.model(), self._change, _AT_ONCE)
            if last == self._change:
                return
            await self._thread.run(self._index.put, rows)
            self._change = last

    async def _shorten(self) -> None:
        """There are many by now: find a basis, and read all again."""
        model = await self.model()
        sample = await self._store.read_aside(vectors.sample, model, _SAMPLE)
        made = await self._thread.run(basis_of, sample)
        self._has_basis = True
        if made:
            await self._store.write(vectors.keep_basis, model, made)
            await self._begin(await self._store.read(vectors.basis, model))
            await self._read_on()

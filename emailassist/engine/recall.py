"""Remembering: past replies and notes that are close to a message.

Owns: joining what words and meaning find, and learning vectors bit by bit. Must not: decide
what a draft says.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from emailassist.domain.draft import ClaimSource, SourceKind
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.recall import Passage, PastReply, Recalled
from emailassist.domain.task import TriageTask
from emailassist.engine.confined import Store
from emailassist.engine.meanings import Meanings
from emailassist.engine.surroundings import read_own_texts
from emailassist.local.closeness import any_of, fused, shared, words_of
from emailassist.local.embeddings import mail_text
from emailassist.local.vector_index import cosines
from emailassist.store import messages, notes, past_replies, ranking
from emailassist.store.notes import Found

REPLIES = 5
NOTES = 2
_CANDIDATES = 24
_LEAST_WORDS = 2
_LONG = 8
"""Telling words that a text must share with the message, one more with a message that has many,
unless its meaning is close."""
_LEAST_COSINE = 0.45
_LEARNT_AT_ONCE = 4
"""Texts of a step: 50 ms of the worker that triage waits for too."""
_MOST_NOTE_VECTORS = 2_000


class Recall:
    """What is at hand for a draft."""

    def __init__(self, store: Store, meanings: Meanings) -> None:
        self._store = store
        self._meanings = meanings
        self._wanted = asyncio.Event()
        self._learning = False

    async def recalled(self, task: TriageTask) -> Recalled:
        """Past replies and passages of notes close to the message."""
        self._wanted.set()
        return Recalled(
            replies=await self.past_replies(task),
            passages=await self.notes(_question(task), but=_names(task), vector=task.vector),
        )

    async def past_replies(self, task: TriageTask, most: int = REPLIES) -> tuple[PastReply, ...]:
        """What the person sent that is closest to this message, best first."""
        if task.key is None:
            return ()
        question = _question(task)
        source = await self._store.read(messages.source, task.key)
        words = words_of(question, but=_names(task))
        vector = task.vector
        ranking = await self._ranked(source.account, source.thread, question, words, vector)
        found = await self._read(ranking[:_CANDIDATES])
        sender = task.correspondent
        them = sender.key if sender else ""
        return tuple(
            replace(each, same_person=them in {to.key for to in each.to})
            for each in found
            if each.text.strip()
        )[:most]

    async def _ranked(
        self,
        account: AccountId,
        thread: int,
        question: str,
        words: Sequence[str],
        vector: bytes,
    ) -> list[MessageKey]:
        by_words: list[MessageKey] = []
        if words:
            hits = await self._store.read(
                past_replies.with_words, account, _within(words), thread, _CANDIDATES
            )
            by_words = [each.reply.key for each in hits]
        near = await self._meanings.about(
            question,
            vector,
            most=_CANDIDATES,
            least=_LEAST_COSINE,
            where=[ranking.of_account(account, but_thread=thread, mine=True)],
        )
        return fused(by_words, [each.key for each in near])

    async def notes(
        self, question: str, *, but: str = "", most: int = NOTES, vector: bytes = b""
    ) -> tuple[Passage, ...]:
        """Passages of notes that are about the question, best first; `vector`: if it is known."""
        words = words_of(question, but=but)
        by_words: Sequence[Found] = ()
        if words:
            by_words = await self._store.read(notes.search, any_of(words), _CANDIDATES)
        least = min(len(words), _LEAST_WORDS + (len(words) > _LONG))
        by_words = [each for each in by_words if shared(words, _whole(each)) >= least]
        by_meaning = await self._close_notes(question, vector)
        return tuple(_as_passage(each) for each in fused(by_words, by_meaning)[:most])

    def learn_more(self) -> None:
        """There may be new texts to learn the meaning of."""
        if self._learning:
            self._wanted.set()

    async def learn(self) -> None:
        """Learn the meaning of replies and notes once somebody wants it, without end."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self._learning = True
            more = True
            while more:
                more = await self._learn_some()

    async def _learn_some(self) -> bool:
        model = await self._meanings.model()
        replies = await self._store.read(past_replies.without_vector, model, _LEARNT_AT_ONCE)
        if replies:
            texts = [mail_text(each.subject, each.text) for each in replies]
            made = await self._meanings.of_texts(texts)
            keyed = list(zip([each.key for each in replies], made, strict=True))
            await self._meanings.keep(keyed)
            return True
        some = await self._store.read(notes.without_vector, model, _LEARNT_AT_ONCE)
        if some:
            made = await self._meanings.of_texts([text for _, text in some])
            numbered = list(zip([number for number, _ in some], made, strict=True))
            await self._store.write(notes.keep_vectors, model, numbered)
        return bool(some)

    async def _read(self, keys: Sequence[MessageKey]) -> list[PastReply]:
        """These replies with their texts, reading those that nobody needed before."""
        if not keys:
            return []
        found = await self._store.read(past_replies.of_keys, keys)
        unread = [each.reply.key for each in found if not each.is_read]
        if unread:
            await read_own_texts(self._store, unread)
            found = await self._store.read(past_replies.of_keys, keys)
        return [each.reply for each in found]

    async def _close_notes(self, question: str, vector: bytes) -> list[Found]:
        model = await self._meanings.model()
        known = await self._store.read(notes.with_vectors, model, _MOST_NOTE_VECTORS)
        if not known:
            return []
        if not vector:
            (vector,) = await self._meanings.of_texts([question])
        near = cosines(vector, [each.vector or b"" for each in known])
        order = sorted(range(len(known)), key=lambda at: -near[at])
        return [known[at] for at in order if near[at] >= _LEAST_COSINE][:_CANDIDATES]


def _question(task: TriageTask) -> str:
    message = task.message
    return f"{message.envelope.subject}\n{message.own_text or message.text}"[:4_000]


def _names(task: TriageTask) -> str:
    sender = task.message.envelope.sender
    return f"{task.me.name} {sender.name if sender else ''}"


def _within(words: Sequence[str]) -> str:
    """Not in the names of those it went to."""
    return f"{{subject body}} : ({any_of(words)})"


def _whole(found: Found) -> str:
    return f"{found.hit.title}\n{found.hit.place}\n{found.hit.text}"


def _as_passage(found: Found) -> Passage:
    hit = found.hit
    return Passage(ClaimSource(SourceKind.NOTE, hit.name, path=str(hit.path)), hit.text)

"""The person's part: beginning, editing and discarding replies.

Owns: what each of these intents changes, in one transaction each. Must not: approve (the
composer makes the letter) or decide in the person's place.
"""

from datetime import UTC, datetime

from emailassist.domain.draft import (
    Draft,
    DraftState,
    Proposal,
)
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.triage import Written
from emailassist.engine.confined import Confined, Store
from emailassist.local.language import detect
from emailassist.mime.parse import parse_message
from emailassist.store import messages, sending, versions


class Review:
    """What the person does with drafts."""

    def __init__(self, store: Store, parsing: Confined) -> None:
        self._store = store
        self._parsing = parsing

    async def start(self, key: MessageKey) -> Draft:
        """The open draft that answers this message, else a new empty one; raises NotFound."""
        source = await self._store.read(messages.source, key)
        message = await self._parsing.run(parse_message, source.raw)
        language = await self._parsing.run(detect, message.own_text)
        empty = Proposal(body="", language=language, written=Written.SKELETON)
        return await self._store.write(sending.open_or_new, key, empty, _now())

    async def undo(self, key: OutboxKey) -> Draft:
        """Take an approved reply back while it waits; raises DraftNotReady when it is too late."""
        return await self._store.write(sending.withdraw, key, _now())

    async def discard(self, key: DraftKey) -> Draft:
        """Put the draft away; raises DraftNotReady when it is on its way."""
        return await self._store.write(sending.set_state, key, DraftState.DISCARDED, _now())

    async def restore(self, key: DraftKey) -> Draft:
        """Take a discarded draft back."""
        return await self._store.write(sending.set_state, key, DraftState.EDITED, _now())

    async def edit(self, key: DraftKey, body: str) -> Draft:
        """Keep the person's text; raises DraftNotReady once approved."""
        return await self._store.write(versions.edit, key, body, _now())


def _now() -> datetime:
    return datetime.now(UTC)

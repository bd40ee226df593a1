"""The person's part: beginning, editing and discarding replies.

Owns: what each of these intents changes, in one transaction each. Must not: approve (the
composer makes the letter) or decide in the person's place.
"""

from datetime import UTC, datetime

from emailassist.domain.draft import Draft, DraftState, Proposal
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.triage import Written
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.local.language import detect
from emailassist.mime.parse import parse_message
from emailassist.store import messages, sending, versions


class Review:
    """What the person does with drafts; who listens hears what else is to be shown anew."""

    def __init__(self, store: Store, parsing: Confined, announcer: Announcer) -> None:
        self._store = store
        self._parsing = parsing
        self._announcer = announcer

    async def start(self, key: MessageKey) -> Draft:
        """The open draft that answers this message, else a new empty one; raises NotFound."""
        source = await self._store.read(messages.source, key)
        message = await self._parsing.run(parse_message, source.raw)
        language = await self._parsing.run(detect, message.own_text)
        empty = Proposal(body="", language=language, written=Written.SKELETON)
        return self._told(await self._store.write(sending.open_or_new, key, empty, _now()))

    async def undo(self, key: OutboxKey) -> Draft:
        """Take an approved reply back while it waits; raises DraftNotReady when it is too late."""
        draft = await self._store.write(sending.withdraw, key, _now())
        return self._told(draft, outbox=True)

    async def discard(self, key: DraftKey) -> Draft:
        """Put the draft away; raises DraftNotReady when it is on its way."""
        return await self._put(key, DraftState.DISCARDED)

    async def restore(self, key: DraftKey) -> Draft:
        """Take a discarded draft back."""
        return await self._put(key, DraftState.EDITED)

    async def edit(self, key: DraftKey, body: str) -> Draft:
        """Keep the person's text, which they see; raises DraftNotReady once approved."""
        return await self._store.write(versions.edit, key, body, _now())

    async def _put(self, key: DraftKey, state: DraftState) -> Draft:
        return self._told(await self._store.write(sending.set_state, key, state, _now()))

    def _told(self, draft: Draft, *, outbox: bool = False) -> Draft:
        self._announcer.tell(ChangeSet(messages=draft.about, lists=True, outbox=outbox))
        return draft


def _now() -> datetime:
    return datetime.now(UTC)

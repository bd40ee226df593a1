"""The person's part: correcting triage, editing, approving and discarding drafts.

Owns: what each of these intents changes, in one transaction each. Must not: send (the outbox
does) or decide in the person's place.
"""

import uuid
from datetime import UTC, datetime, timedelta

from emailassist.domain.account import Account
from emailassist.domain.draft import (
    Draft,
    DraftState,
    OutboxEntry,
    Proposal,
)
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import Written
from emailassist.engine.confined import Confined, Store
from emailassist.engine.triage import owner
from emailassist.local.language import detect
from emailassist.mime.compose import build_reply, new_message_id, reply_recipients
from emailassist.mime.parse import parse_message
from emailassist.mime.subject import reply_subject
from emailassist.store import accounts, drafts, messages, sending
from emailassist.store.outbox import Letter


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

    async def approve(self, key: DraftKey, *, undo: timedelta) -> OutboxEntry:
        """Queue the reply; it goes out when the undo delay is over.

        Raises DraftNotReady when something is still open in it, NotFound.
        """
        draft = await self._store.read(drafts.draft, key)
        draft.check_ready()
        source = await self._store.read(messages.source, draft.reply_to)
        account = await self._store.read(accounts.account, source.account)
        message = await self._parsing.run(parse_message, source.raw)
        letter = await self._parsing.run(_letter, account, message, draft)
        return await self._store.write(sending.approve, draft, letter, _now() + undo, _now())

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
        return await self._store.write(drafts.edit, key, body, _now())


def _letter(account: Account, original: ParsedMessage, draft: Draft) -> Letter:
    """The finished message. Who gets it follows from the thread, never from the text."""
    recipients = reply_recipients(original, owner(account))
    if not recipients.to:
        raise DraftNotReady("There is nobody to reply to: the message has no sender address.")
    message_id = new_message_id(account.address.domain or "localhost", uuid.uuid4().hex)
    raw = build_reply(
        original,
        sender=account.address,
        recipients=recipients,
        body=draft.proposal.body,
        message_id=message_id,
        date=_now().astimezone(),
        language=draft.proposal.language,
    )
    return Letter(
        account=account.id,
        message_id=message_id,
        sender=account.address.email,
        recipients=tuple(each.email for each in (*recipients.to, *recipients.cc)),
        subject=reply_subject(original.envelope.subject),
        raw=raw,
    )


def _now() -> datetime:
    return datetime.now(UTC)

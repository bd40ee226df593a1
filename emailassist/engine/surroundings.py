"""What surrounds a message, with what the senders around it wrote themselves.

Owns: reading those texts when they are first needed; most messages are never asked for theirs.
Must not: decide anything by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from emailassist.domain.errors import NotFound
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.engine.confined import Store
from emailassist.mime.parse import parse_message
from emailassist.store import context, indexing, messages
from emailassist.store.context import Context
from emailassist.store.database import Database


async def surroundings(store: Store, key: MessageKey, account: AccountId) -> Context:
    """The surroundings of a message, all of them read."""
    await read_own_texts(store, await store.read(context.unread, key, account))
    return await store.read(context.context, key, account)


@dataclass(frozen=True, slots=True)
class Read:
    """What a message is about: its subject, and what its sender wrote (else all its text)."""

    key: MessageKey
    subject: str
    text: str


async def texts_of(store: Store, keys: Sequence[MessageKey]) -> list[Read]:
    """The texts of those of these messages that are still here."""
    return await store.read_aside(_texts, keys)


def _texts(db: Database, keys: Sequence[MessageKey]) -> list[Read]:
    found = []
    for key in keys:
        try:
            message = parse_message(messages.source(db, key).raw)
        except NotFound:
            continue  # it went just now
        text = (message.own_text.strip() and message.own_text) or message.text
        found.append(Read(key, message.envelope.subject, text))
    return found


async def read_own_texts(store: Store, keys: Sequence[MessageKey]) -> None:
    """Read and keep what the senders of these messages wrote themselves."""
    if keys:
        texts = await store.read_aside(_own_texts, keys)
        await store.write(indexing.keep_own_texts, texts)


def _own_texts(db: Database, keys: Sequence[MessageKey]) -> list[tuple[MessageKey, str]]:
    """What the senders of these messages wrote, read from their bytes."""
    found = []
    for key in keys:
        try:
            raw = messages.source(db, key).raw
        except NotFound:
            continue  # it went just now
        found.append((key, parse_message(raw).own_text))
    return found

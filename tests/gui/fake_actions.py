"""Scripted actions on messages, as `engine.actions` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.operation import Kind, Step, Undo

if TYPE_CHECKING:
    from tests.gui.fake_engine import FakeEngine

Keys = Sequence[MessageKey]


class FakeActions:
    """Lets messages leave the fake inbox, come back, and change."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self._before: list[tuple[Undo, list[MessageKey]]] = []
        self.known_labels: tuple[str, ...] = ("Invoices", "À payer")

    async def archive(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        return await self._leave("archive", "archived", keys, source)

    async def trash(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        return await self._leave("trash", "moved to Trash", keys, source)

    async def spam(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        return await self._leave("spam", "marked as spam", keys, source)

    async def not_spam(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        return await self._leave("not_spam", "marked as not spam", keys, source)

    async def delete_for_good(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        return await self._leave("delete_for_good", "deleted for good", keys, source)

    async def move(self, keys: Keys, target: MailboxId, source: MailboxId | None = None) -> Undo:
        return await self._leave("move", "moved", keys, target, source)

    async def star(self, keys: Keys, *, on: bool = True) -> Undo:
        return await self._change("star", keys, flagged=on)

    async def mark_seen(self, keys: Keys, *, seen: bool) -> Undo:
        return await self._change("mark_seen", keys, seen=seen)

    async def label(self, keys: Keys, label: str, *, on: bool = True) -> Undo:
        return await self._change("label", keys, labels=(label,) if on else ())

    async def labels(self) -> tuple[str, ...]:
        await self._engine._note("labels")
        return self.known_labels

    async def undo(self, undo: Undo | None = None) -> Undo | None:
        await self._engine._note("undo", undo)
        if not self._before:
            return None
        done, inbox = self._before.pop()
        self._engine.inbox = inbox
        self._engine.tell(ChangeSet(lists=True))
        return done

    async def _leave(self, name: str, done: str, keys: Keys, *where: Any) -> Undo:
        await self._engine._note(name, tuple(keys), *where)
        undo = _undo(keys, done)
        self._before.append((undo, list(self._engine.inbox)))
        self._engine.inbox = [key for key in self._engine.inbox if key not in keys]
        self._engine.tell(ChangeSet(messages=frozenset(keys), lists=True))
        return undo

    async def _change(self, name: str, keys: Keys, **changes: Any) -> Undo:
        await self._engine._note(name, tuple(keys), changes)
        for key in keys:
            self._engine.by_key[key] = replace(self._engine.by_key[key], **changes)
        self._engine.tell(ChangeSet(messages=frozenset(keys), lists=True))
        return _undo(keys, "changed")


def _undo(keys: Keys, done: str) -> Undo:
    counted = "1 message" if len(keys) == 1 else f"{len(keys)} messages"
    steps = tuple(Step(key, Kind.MOVE, MailboxId(1), MailboxId(4)) for key in keys)
    return Undo(1, f"{counted} {done}", steps)

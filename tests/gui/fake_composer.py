"""A scripted `engine.composer` in memory, with a record of every call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from emailassist.domain.address import Address
from emailassist.domain.draft import (
    Composition,
    Draft,
    DraftState,
    EnclosedFile,
    OutboxEntry,
    OutboxState,
    Proposal,
    Purpose,
)
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.ids import AccountId, DraftKey, EnclosureKey, MessageKey, OutboxKey
from emailassist.domain.triage import Written
from emailassist.mime.recipients import Audience

ANA = Address("Ana Ruiz", "ana@example.org")


class FakeComposer:
    """Drafts of the composer; `note` records a call and may raise what a test wants."""

    def __init__(self, note: Callable[..., Awaitable[None]]) -> None:
        self._note = note
        self.by_key: dict[DraftKey, Draft] = {}
        self.files: dict[DraftKey, list[EnclosedFile]] = {}
        self.known = (ANA, Address("", "anton@example.org"))
        self.limit: int | None = 25_000_000
        self.replies: dict[MessageKey, Draft] = {}

    def put(self, body: str = "", reply_to: MessageKey | None = None, **around: Any) -> Draft:
        """A draft being written; `around` are fields of Composition."""
        key = DraftKey(500 + len(self.by_key))
        proposal = Proposal(body, "en", Written.SKELETON)
        composition = Composition(AccountId(1), **around)
        state, now = DraftState.EDITED, datetime.now(UTC)
        self.by_key[key] = Draft(key, reply_to, proposal, state, now, composition)
        self.files[key] = []
        return self.by_key[key]

    async def new(self, account: AccountId | None = None, to: str = "") -> Draft:
        await self._note("composer.new", to)
        return self.put()

    async def reply(self, key: MessageKey, audience: Audience) -> Draft:
        await self._note("composer.reply", key, audience)
        return self.put("\n\nOn Monday, Ana wrote:\n> Hi\n", key, to=(ANA,), subject="Re: Hi")

    async def forward(self, key: MessageKey, *, enclosed: bool = False) -> Draft:
        await self._note("composer.forward", key, enclosed)
        return self.put("\n\n---------- Forwarded message ----------", forwards=key)

    async def resume(self, key: MessageKey) -> Draft:
        await self._note("composer.resume", key)
        return self.put("Unfinished", to=(ANA,), subject="Plan")

    async def open(self, key: DraftKey) -> Draft:
        await self._note("composer.open", key)
        if key not in self.by_key:
            raise NotFound("There is no such draft.")
        return self.by_key[key]

    async def keep(self, key: DraftKey, text: str, around: Composition) -> Draft:
        await self._note("composer.keep", key, text, around)
        old = self.by_key[key]
        kept = replace(old, proposal=replace(old.proposal, body=text), composition=around)
        self.by_key[key] = kept
        return kept

    async def discard(self, key: DraftKey) -> Draft:
        await self._note("composer.discard", key)
        return self.by_key[key]

    async def attach(self, key: DraftKey, path: Path) -> tuple[EnclosedFile, ...]:
        await self._note("composer.attach", key, path)
        if path.suffix == ".huge":
            raise InputError(f"“{path.name}” is too large.")
        file = EnclosedFile(EnclosureKey(len(self.files[key]) + 1), path.name, "text/plain", 2048)
        self.files[key].append(file)
        return tuple(self.files[key])

    async def detach(self, key: DraftKey, file: EnclosureKey) -> tuple[EnclosedFile, ...]:
        await self._note("composer.detach", key, file)
        self.files[key] = [each for each in self.files[key] if each.key != file]
        return tuple(self.files[key])

    async def enclosed(self, key: DraftKey) -> tuple[EnclosedFile, ...]:
        return tuple(self.files.get(key, ()))

    async def correspondents(self, typed: str) -> tuple[Address, ...]:
        await self._note("composer.correspondents", typed)
        return tuple(each for each in self.known if typed.casefold() in each.full.casefold())

    async def size_limit(self, account: AccountId) -> int | None:
        return self.limit

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(self.by_key.values())

    async def approve(
        self, key: DraftKey, *, undo: timedelta | None = None, at: datetime | None = None
    ) -> OutboxEntry:
        await self._note("composer.approve", key, at)
        return self._entry(key, Purpose.SEND, at)

    async def save_to_server(self, key: DraftKey) -> OutboxEntry:
        await self._note("composer.save_to_server", key)
        return self._entry(key, Purpose.SAVE, None)

    async def reschedule(self, entry: OutboxKey, at: datetime) -> None:
        await self._note("composer.reschedule", entry, at)

    def _entry(self, key: DraftKey, purpose: Purpose, at: datetime | None) -> OutboxEntry:
        around = self.by_key[key].composition
        assert around is not None
        return OutboxEntry(
            OutboxKey(int(key)),
            key,
            OutboxState.QUEUED,
            tuple(each.email for each in around.to),
            around.subject,
            at or datetime.now(UTC) + timedelta(seconds=10),
            "",
            purpose,
            scheduled=at is not None,
        )

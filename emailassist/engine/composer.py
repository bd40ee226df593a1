"""Writing mail: from a blank page, an answer or a forward to a letter in the outbox.

Owns: what each step of writing changes. Must not: send (the outbox does), choose a recipient,
or approve anything by itself.
"""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from emailassist.domain.account import Account
from emailassist.domain.address import Address
from emailassist.domain.credential import Credential
from emailassist.domain.draft import (
    Composition,
    Draft,
    DraftState,
    EnclosedFile,
    OutboxEntry,
    Proposal,
    Purpose,
)
from emailassist.domain.errors import (
    DraftNotReady,
    InputError,
    NotFetched,
    NotFound,
    WorldError,
)
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import AccountId, DraftKey, EnclosureKey, MessageKey, OutboxKey
from emailassist.domain.mailbox import Role
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.domain.triage import Written
from emailassist.engine import letters
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.local.language import detect
from emailassist.mime.compose import redated
from emailassist.mime.parse import parse_message
from emailassist.mime.parts import attachment_bytes
from emailassist.mime.recipients import Audience, typed_addresses
from emailassist.mime.writing import MESSAGE, Enclosure
from emailassist.settings import Settings
from emailassist.smtp import submission as smtp
from emailassist.store import (
    accounts,
    correspondents,
    drafts,
    enclosures,
    messages,
    outbox,
    placements,
    sending,
    triage,
)
from emailassist.store.outbox import Plan

LARGEST = 100_000_000
"""Bytes of files with one message where the server names no limit."""
_ENCODED = 1.37
"""How much larger a file is in a message (base64 with its line ends)."""
_MOST_SUGGESTED = 8


class Composer:
    """What the person does while writing; every text is kept here before anything else happens."""

    def __init__(
        self,
        store: Store,
        parsing: Confined,
        announcer: Announcer,
        settings: Callable[[], Settings],
        read_credential: Callable[[Account], Credential],
        *,
        wake_outbox: Callable[[], None],
        fetch_whole: Callable[[MessageKey], Awaitable[None]] | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = store
        self._parsing = parsing
        self._announcer = announcer
        self._settings = settings
        self._read_credential = read_credential
        self._wake_outbox = wake_outbox
        self._fetch_whole = fetch_whole
        self._now = now or _now
        self._limits: dict[AccountId, int | None] = {}

    # Beginning

    async def new(self, account: AccountId | None = None, to: str = "") -> Draft:
        """A blank message from that account, else the first; raises NotFound, InputError."""
        sender = await self._sender(account)
        text, around = letters.blank(sender, typed_addresses(to) if to else ())
        return await self._begin(None, text, "und", around)

    async def reply(self, key: MessageKey, audience: Audience) -> Draft:
        """The open draft that answers a message, for that audience, else a new one.

        Raises NotFound. A draft that was begun elsewhere keeps its text.
        """
        account, original, _ = await self._original(key)
        me = await self._me(account)
        known = await self._store.read(drafts.draft_for, key)
        if known is not None and known.is_open:
            known = await self.open(known.key)
            around = letters.readdressed(known, original, me, audience)
            return await self.keep(known.key, known.proposal.body, around or _missing(known))
        language = await self._language(key, original)
        text, around = letters.answer(account, original, me, audience, language)
        return await self._begin(key, text, language, around)

    async def forward(self, key: MessageKey, *, enclosed: bool = False) -> Draft:
        """A new draft that hands a message on, as text with its files or as it came.

        What is on the server only is fetched first. Raises NotFound, WorldError.
        """
        account, original, raw = await self._original(key, whole=True)
        language = await self._language(key, original)
        text, around = letters.forward(account, original, key, language, enclosed=enclosed)
        draft = await self._begin(None, text, language, around)
        for file in await self._parsing.run(_handed_on, original, raw, enclosed=enclosed):
            await self._store.write(enclosures.enclose, draft.key, file)
        return draft

    async def resume(self, key: MessageKey) -> Draft:
        """Go on with a draft of the server's, in its place; any other message begins a new one.

        Raises NotFound, and DraftNotReady when it is a draft of ours that is on its way.
        """
        account, message, raw = await self._original(key, whole=True)
        own = message.envelope.message_id
        places = await self._store.read(placements.places, key)
        is_draft = any(place.role is Role.DRAFTS for place in places)
        known = await self._store.read(outbox.saved_as, own) if own and is_draft else None
        if known is not None:
            return await self.open(known)
        text, around = letters.resumed(account, message, replaces=own if is_draft else None)
        draft = await self._begin(None, text, "und", around)
        for file in await self._parsing.run(_handed_on, message, raw, enclosed=False):
            await self._store.write(enclosures.enclose, draft.key, file)
        return draft

    async def open(self, key: DraftKey) -> Draft:
        """A draft as the composer shows it, whole; one that lies on the server is opened again.

        Raises NotFound, and DraftNotReady when it is on its way.
        """
        draft = await self._store.read(drafts.draft, key)
        if draft.state in {DraftState.SAVED, DraftState.DISCARDED}:
            draft = await self._store.write(sending.set_state, key, DraftState.EDITED, _now())
        if not draft.is_open:
            raise DraftNotReady(f"Draft {key} is {draft.state.value}.")
        if draft.composition is not None:
            return draft
        text, around = letters.opened(draft, await self._material(draft))
        return await self.keep(key, text, around)

    async def _begin(
        self, reply_to: MessageKey | None, text: str, language: str, around: Composition
    ) -> Draft:
        proposal = Proposal(body=text, language=language, written=Written.SKELETON)
        draft = await self._store.write(drafts.compose, reply_to, proposal, around, _now())
        return self._told(draft)

    # Writing

    async def keep(self, key: DraftKey, text: str, around: Composition) -> Draft:
        """Keep what is written; raises DraftNotReady once it is approved."""
        draft = await self._store.write(drafts.edit, key, text, _now(), around)
        return self._told(draft, lists=False)

    async def discard(self, key: DraftKey) -> Draft:
        """Put a draft away; raises DraftNotReady when it is on its way."""
        return self._told(
            await self._store.write(sending.set_state, key, DraftState.DISCARDED, _now())
        )

    async def attach(self, key: DraftKey, path: Path) -> tuple[EnclosedFile, ...]:
        """Take a file into the draft as it is now; raises InputError when that cannot be."""
        draft = await self._store.read(drafts.draft, key)
        size = sum(each.size for each in await self.enclosed(key))
        limit = self._limits.get(_sender_of(draft)) or LARGEST
        file = await asyncio.to_thread(_read_file, path, int(limit / _ENCODED) - size)
        await self._store.write(enclosures.enclose, key, file)
        return await self.enclosed(key)

    async def detach(self, key: DraftKey, file: EnclosureKey) -> tuple[EnclosedFile, ...]:
        """Take a file out of the draft."""
        await self._store.write(enclosures.remove, key, file)
        return await self.enclosed(key)

    async def enclosed(self, key: DraftKey) -> tuple[EnclosedFile, ...]:
        """The files that go with a draft."""
        return await self._store.read(enclosures.enclosed, key)

    async def correspondents(self, typed: str) -> tuple[Address, ...]:
        """Whom the person may mean by what they typed."""
        return await self._store.read(correspondents.correspondents, typed, _MOST_SUGGESTED)

    async def size_limit(self, account: AccountId) -> int | None:
        """The largest message in bytes that the account's server takes; None if it does not say.

        Asked once; a server that cannot be reached has no limit until it is asked again.
        """
        if account not in self._limits:
            sender = await self._store.read(accounts.account, account)
            try:
                credential = await asyncio.to_thread(self._read_credential, sender)
                self._limits[account] = await smtp.size_limit(
                    sender.smtp,
                    sender.username,
                    credential,
                    trusted=sender.trusted_certificates,
                )
            except WorldError:
                return None
        return self._limits[account]

    async def drafts(self) -> tuple[Draft, ...]:
        """Messages being written in the composer, and those saved on a server, newest first."""
        return await self._store.read(drafts.compositions)

    # Approving

    async def approve(
        self, key: DraftKey, *, undo: timedelta | None = None, at: datetime | None = None
    ) -> OutboxEntry:
        """Queue the letter: it goes out when the undo delay is over, or at a chosen time.

        With the setting `save_approved` it goes to the server's drafts instead. Raises
        DraftNotReady when something is still open in it, InputError, NotFound.
        """
        settings = self._settings()
        draft = await self._store.read(drafts.draft, key)
        at = at or (draft.composition.at if draft.composition else None)
        if settings.save_approved and at is None:
            return await self.save_to_server(key)
        if at is not None:
            if at <= self._now():
                raise InputError("That time has passed.", hint="Choose a later one.")
            return await self._queue(key, Plan(at, scheduled=True))
        wait = timedelta(seconds=settings.undo_seconds) if undo is None else undo
        return await self._queue(key, Plan(self._now() + wait))

    async def save_to_server(self, key: DraftKey) -> OutboxEntry:
        """Put the draft into the server's mailbox of drafts, in the place of an older copy."""
        return await self._queue(key, Plan(self._now(), purpose=Purpose.SAVE))

    async def reschedule(self, entry: OutboxKey, at: datetime) -> None:
        """Choose another time for a letter that waits; raises DraftNotReady, InputError."""
        if at <= self._now():
            raise InputError("That time has passed.", hint="Choose a later one.")
        raw = redated(await self._store.read(outbox.raw, entry), at.astimezone())
        if not await self._store.write(outbox.reschedule, entry, at, raw):
            raise DraftNotReady("It is too late to change this: it is on its way or was sent.")
        self._announcer.tell(ChangeSet(outbox=True))
        self._wake_outbox()

    async def _queue(self, key: DraftKey, plan: Plan) -> OutboxEntry:
        draft = await self._store.read(drafts.draft, key)
        if plan.purpose is Purpose.SEND:
            draft.check_ready()
        material = await self._material(draft)
        letter = await self._parsing.run(letters.letter, draft, material, plan)
        entry = await self._store.write(sending.approve, draft, letter, plan, _now())
        self._announcer.tell(ChangeSet(messages=draft.about, lists=True, outbox=True))
        self._wake_outbox()
        return entry

    # Looking up

    async def _sender(self, account: AccountId | None) -> Account:
        if account is not None:
            return await self._store.read(accounts.account, account)
        for each in await self._store.read(accounts.accounts):
            return each
        raise NotFound("There is no account to send from.", hint="Add an account first.")

    async def _me(self, account: Account) -> Person:
        """All the person's addresses, so that an answer to all does not come back to them."""
        everywhere = await self._store.read(accounts.accounts)
        others = tuple(each.address for each in everywhere if each.id != account.id)
        return Person(account.address.name, (account.address, *others))

    async def _original(
        self, key: MessageKey, *, whole: bool = False
    ) -> tuple[Account, ParsedMessage, bytes]:
        source = await self._source(key, whole=whole)
        account = await self._store.read(accounts.account, source.account)
        return account, await self._parsing.run(parse_message, source.raw), source.raw

    async def _source(self, key: MessageKey, *, whole: bool) -> messages.Source:
        """The bytes of a message, fetched now when they are not here (or not all, with `whole`)."""
        try:
            source = await self._store.read(messages.source, key)
            if not (whole and source.partial):
                return source
        except NotFetched:
            if self._fetch_whole is None:
                raise
        if self._fetch_whole is not None:
            await self._fetch_whole(key)
        return await self._store.read(messages.source, key)

    async def _language(self, key: MessageKey, original: ParsedMessage) -> str:
        """The language of a message: as triage found it, else found out now."""
        standing = await self._store.read(triage.standing, key)
        if standing.triage is not None:
            return standing.triage.language
        return await self._parsing.run(detect, original.own_text)

    async def _material(self, draft: Draft) -> letters.Material:
        account, original = None, None
        if draft.reply_to is not None:
            account, original, _ = await self._original(draft.reply_to)
        if draft.composition is not None:
            account = await self._store.read(accounts.account, draft.composition.sender)
        if account is None:
            raise NotFound("The message that this answers is no longer here.")
        files = await self._store.read(enclosures.contents, draft.key)
        return letters.Material(account, original, files, self._settings().html_alternative)

    def _told(self, draft: Draft, *, lists: bool = True) -> Draft:
        self._announcer.tell(ChangeSet(messages=draft.about, lists=lists))
        return draft


def _sender_of(draft: Draft) -> AccountId:
    return draft.composition.sender if draft.composition else AccountId(0)


def _missing(draft: Draft) -> Composition:
    raise NotFound(f"Draft {draft.key} was never opened in the composer.")


def _read_file(path: Path, room: int) -> Enclosure:
    """A file's bytes; raises InputError when it cannot be read or is too large."""
    try:
        if not path.is_file():
            raise InputError(f"“{path.name}” is no file.", hint="Folders cannot be attached.")
        size = path.stat().st_size
        if size > room:
            raise InputError(
                f"“{path.name}” is too large: with it the message would be larger than the server "
                "takes.",
                hint="Put it somewhere else and send a link to it.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"“{path.name}” cannot be read: {error.strerror}.") from error
    kind, encoding = mimetypes.guess_type(path.name)
    return Enclosure(path.name, kind if kind and not encoding else "application/octet-stream", data)


def _handed_on(original: ParsedMessage, raw: bytes, *, enclosed: bool) -> list[Enclosure]:
    """What goes with a forwarded message: itself, or its files."""
    if enclosed:
        return [Enclosure(f"{original.envelope.subject[:80] or 'message'}.eml", MESSAGE, raw)]
    return [
        Enclosure(
            each.filename or f"attachment-{each.position}",
            each.content_type,
            attachment_bytes(raw, each.position),
        )
        for each in original.attachments
    ]


def _now() -> datetime:
    return datetime.now(UTC)

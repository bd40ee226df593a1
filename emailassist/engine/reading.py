"""What is shown of one message, parsed again from its bytes.

Owns: putting together the details for the window. Must not: change anything.
"""

from collections.abc import Sequence

from emailassist.domain.draft import DraftState
from emailassist.domain.errors import NotFetched, NotFound
from emailassist.domain.ids import MessageKey, ThreadKey
from emailassist.domain.message import Envelope, ParsedMessage
from emailassist.domain.passage import Passage
from emailassist.domain.views import MessageDetail, MessageRow, Presence
from emailassist.engine.confined import Confined, Store
from emailassist.engine.evaluation import Judged
from emailassist.engine.labelled import LabelledRow
from emailassist.engine.triage import owner
from emailassist.local.injection import suspicious_passages
from emailassist.mime.parse import parse_message
from emailassist.mime.parts import attachment_bytes, html_part, inline_images
from emailassist.mime.recipients import Recipients, reply_recipients
from emailassist.mime.sanitize import SafeHtml, safe_html
from emailassist.store import accounts, drafts, listing, messages, outbox, triage

_SHOWN = frozenset(DraftState) - {DraftState.DISCARDED}


class Reading:
    """Reads messages; parsing happens on a thread of its own."""

    def __init__(self, store: Store, parsing: Confined) -> None:
        self._store = store
        self._parsing = parsing

    async def detail(self, key: MessageKey) -> MessageDetail:
        """Everything about one message, its envelope alone while that is all; raises NotFound."""
        try:
            source = await self._store.read(messages.source, key)
        except NotFetched:
            return await self._listed(key)
        message, passages = await self._parsing.run(_parsed, source.raw)
        standing = await self._store.read(triage.standing, key)
        rows = await self._store.read(listing.rows, [key])
        if not rows:
            raise NotFound(f"Message {key} is not here (any more).")
        draft = await self._store.read(drafts.draft_for, key)
        shown = draft if draft is not None and draft.state in _SHOWN else None
        return MessageDetail(
            row=rows[0],
            message=message,
            triage=standing.triage,
            triage_problem=standing.problem,
            draft=shown,
            outbox=await self._store.read(outbox.for_draft, shown.key) if shown else None,
            thread=await self._store.read(listing.thread_rows, ThreadKey(source.thread)),
            presence=Presence.START if source.partial else Presence.WHOLE,
            size=source.size,
            passages=passages,
        )

    async def _listed(self, key: MessageKey) -> MessageDetail:
        """What is known of a message whose bytes are on the server only."""
        rows = await self._store.read(listing.rows, [key])
        if not rows:
            raise NotFound(f"Message {key} is not here (any more).")
        row = rows[0]
        return MessageDetail(
            row=row,
            message=_envelope_alone(row),
            triage=None,
            triage_problem="",
            draft=None,
            outbox=None,
            thread=await self._store.read(listing.thread_rows, row.thread),
            presence=Presence.ENVELOPE,
            size=await self._store.read(messages.size, key),
        )

    async def recipients(self, key: MessageKey) -> Recipients:
        """Who gets a reply to this message: nobody, if it does not say where it came from."""
        try:
            source = await self._store.read(messages.source, key)
        except NotFetched:
            return Recipients((), ())
        account = await self._store.read(accounts.account, source.account)
        message = await self._parsing.run(parse_message, source.raw)
        return reply_recipients(message, owner(account))

    async def safe_html(self, key: MessageKey, *, dark: bool) -> SafeHtml:
        """The HTML part made safe; empty when there is none."""
        source = await self._store.read(messages.source, key)
        return await self._parsing.run(_safe, source.raw, dark=dark)

    async def inline_images(self, key: MessageKey) -> dict[str, tuple[str, bytes]]:
        """Images inside the message by Content-ID."""
        source = await self._store.read(messages.source, key)
        return await self._parsing.run(inline_images, source.raw)

    async def attachment(self, key: MessageKey, *path: int) -> bytes:
        """The bytes of one attachment, also of one in an enclosed message."""
        source = await self._store.read(messages.source, key)
        return await self._parsing.run(attachment_bytes, source.raw, *path)

    async def enclosed(self, key: MessageKey, *path: int) -> ParsedMessage:
        """A message that is attached to another."""
        return await self._parsing.run(parse_message, await self.attachment(key, *path))

    async def judged(self, gold: Sequence[LabelledRow]) -> list[Judged]:
        """The stored triage of labelled messages, found by their content."""
        by_content = await self._store.read(messages.by_fingerprint)
        found = []
        for row in gold:
            key = by_content.get(
                messages.fingerprint((row.raw or "").encode("utf-8", "surrogateescape"))
            )
            if key is None:
                found.append(Judged(row, None, None, "The message is not in the mailbox."))
                continue
            standing = await self._store.read(triage.standing, key)
            draft = await self._store.read(drafts.draft_for, key)
            proposal = draft.proposal if draft else None
            found.append(Judged(row, standing.triage, proposal, standing.problem))
        return found


def _envelope_alone(row: MessageRow) -> ParsedMessage:
    envelope = Envelope(
        message_id=None,
        subject=row.subject,
        sender=row.sender,
        reply_to=(),
        to=row.recipients,
        cc=(),
        date=row.date,
        in_reply_to=(),
        references=(),
    )
    return ParsedMessage(
        envelope,
        headers=(),
        text="",
        own_text="",
        quoted="",
        signature="",
        html=None,
        hidden_text="",
    )


def _parsed(raw: bytes) -> tuple[ParsedMessage, tuple[Passage, ...]]:
    message = parse_message(raw)
    return message, suspicious_passages(message.text)


def _safe(raw: bytes, *, dark: bool) -> SafeHtml:
    return safe_html(html_part(raw), dark=dark)

"""An engine over a small mailbox that needs no server: what drafting works on."""

import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from emailassist.app import open_engine
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.events import Event
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine import endpoints
from emailassist.engine.engine import Engine
from emailassist.store import accounts, arrivals
from emailassist.store.database import Database
from tests.support.mail import arrival, new_account, raw_message
from tests.support.openai_server import ScriptedOpenAI

if TYPE_CHECKING:
    from emailassist.local.embeddings import Matrix

CLARA = "Clara Vidal <clara@tallernorte.example>"


@dataclass
class Desktop:
    """An engine with mail in it, and everything that it told."""

    engine: Engine
    account: AccountId
    events: list[Event]

    async def receive(self, *raw: bytes) -> tuple[MessageKey, ...]:
        return await self._add(Role.INBOX, raw)

    async def send(self, *raw: bytes) -> tuple[MessageKey, ...]:
        return await self._add(Role.SENT, raw)

    async def _add(self, role: Role, raw: Sequence[bytes]) -> tuple[MessageKey, ...]:
        def add(db: Database) -> tuple[MessageKey, ...]:
            box = accounts.mailbox_of_role(db, self.account, role)
            assert box is not None
            before = db.table("messages").count
            mail = [arrival(before + at, each) for at, each in enumerate(raw, start=1)]
            return tuple(arrivals.add_arrivals(db, self.account, box.id, mail))

        return await self.engine._store.write(add)

    async def use(self, server: ScriptedOpenAI) -> None:
        """Run all agents on that server."""
        endpoint = Endpoint(
            name="scripted",
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=server.base_url,
            model="scripted",
            timeout=5,
            writes=True,
        )
        await self.engine.models.add(endpoint, None)
        await self.engine.models.use("scripted")


def sent(subject: str, body: str, *, to: str, number: int, date: str = "") -> bytes:
    """A mail of Clara's."""
    return raw_message(
        subject,
        body,
        sender=CLARA,
        to=to,
        message_id=f"<sent-{number}@tallernorte.example>",
        date=date or f"Mon, {number % 28 + 1:02} Oct 2026 09:00:00 +0200",
    )


class WordHashes:
    """Vectors of texts by their words: quick, and enough for what is tested here."""

    model = "word-hashes"

    def embed(self, texts: Sequence[str]) -> "Matrix":
        rows = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[zlib.crc32(word.strip(".,:?").encode()) % 512] += 1
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
        return rows


@pytest.fixture
async def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desktop]:
    monkeypatch.setattr(endpoints, "AvailableEncoder", WordHashes)
    engine = open_engine(tmp_path / "home")
    await engine.start()
    account = await engine._store.write(accounts.add_account, new_account())
    boxes = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Sent", Role.SENT, "/")]
    await engine._store.write(accounts.keep_mailboxes, account.id, boxes)
    events: list[Event] = []
    engine.subscribe(events.append)
    yield Desktop(engine, account.id, events)
    await engine.stop()


def pdf_of(*pages: str) -> bytes:
    """A PDF with these lines of text, written by hand."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        stream = f"BT /F1 12 Tf 72 720 Td ({page}) Tj ET".encode()
        font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources %b "
            b"/Contents %d 0 R >>" % (font, number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    out = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + trailer % (len(objects) + 1, start)

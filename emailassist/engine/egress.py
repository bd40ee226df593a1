"""What left this machine, and what would: the egress ledger as the person sees it.

Owns: writing entries for the guard of `llm`, showing and exporting them, previews. Must not:
decide what may leave (`llm.guard` and `assistant.confidential` do).
"""

import asyncio
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from emailassist.domain.egress import (
    Arrival,
    Departure,
    Egress,
    EgressFilter,
    Outgoing,
    masked_words,
)
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.outgoing import laid_out, outgoing
from emailassist.engine.triage import TriageJob
from emailassist.store import egress

EVERYTHING = 1_000_000


class Format(StrEnum):
    """How the ledger is exported."""

    CSV = "csv"
    JSONL = "jsonl"


class EgressLedger:
    """The ledger of one home; `depart` and `arrive` are for `llm`."""

    def __init__(
        self, store: Store, announcer: Announcer, endpoints: Endpoints, triage: TriageJob
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._endpoints = endpoints
        self._triage = triage

    async def depart(self, departure: Departure) -> int:
        """Write down what is about to leave; raises SettingsError."""
        settings = self._endpoints.settings
        return await self._store.write(
            egress.depart, departure, days=settings.ledger_days, megabytes=settings.ledger_mb
        )

    async def arrive(self, entry: int, arrival: Arrival) -> None:
        """Complete an entry; raises SettingsError."""
        await self._store.write(egress.arrive, entry, arrival)
        self._announcer.tell(ChangeSet(egress=True))

    async def entries(self, wanted: EgressFilter) -> tuple[Egress, ...]:
        """Entries, newest first."""
        return await self._store.read(egress.entries, wanted)

    async def entry(self, number: int) -> Egress:
        """One entry; raises NotFound."""
        return await self._store.read(egress.entry, number)

    async def outgoing(self, number: int) -> Outgoing:
        """What left with an entry, before and after masking; raises NotFound."""
        found = await self.entry(number)
        body, values = await self._store.read(egress.body, number)
        return laid_out(body, values, found.reason, found.host, found.masked)

    async def preview(self, key: MessageKey) -> tuple[Outgoing, ...]:
        """What would leave if this message were triaged now, one for each agent that may be asked.

        Empty if nothing would. Nothing is sent. Raises NotFound, SettingsError.
        """
        task = await self._triage.task(key)
        return tuple(outgoing(each) for each in await self._endpoints.preview(task))

    async def export(self, form: Format, wanted: EgressFilter) -> str:
        """The entries as a table, or one JSON object a line with the exact body as well."""
        found = await self.entries(wanted)
        if form is Format.CSV:
            return _as_csv(found)
        lines = [json.dumps(await self._whole(each), ensure_ascii=False) for each in found]
        return "".join(f"{line}\n" for line in lines)

    async def export_to(self, path: Path, form: Format, wanted: EgressFilter) -> None:
        """The same into a file; raises InputError if it cannot be written."""
        text = await self.export(form, wanted)
        try:
            await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"“{path.name}” could not be written: {error.strerror}.",
                hint="Choose another folder, or make room on the disk.",
            ) from error

    async def _whole(self, entry: Egress) -> dict[str, Any]:
        try:
            body, _ = await self._store.read(egress.body, entry.id)
        except NotFound:
            return plain(entry)
        return plain(entry) | {"body": body.decode("utf-8", "replace")}


def plain(entry: Egress) -> dict[str, Any]:
    """An entry as JSON."""
    return asdict(entry) | {"at": entry.at.isoformat(), "masked": dict(entry.masked)}


def _as_csv(entries: Sequence[Egress]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "id",
            "at",
            "endpoint",
            "host",
            "request",
            "reason",
            "message",
            "about",
            "sent",
            "received",
            "masked",
            "outcome",
        ]
    )
    for each in entries:
        row = (each.id, each.at.isoformat(), each.endpoint, each.host, each.target, each.reason)
        end = (each.sent, each.received, masked_words(each.masked), each.outcome)
        writer.writerow(_harmless(cell) for cell in (*row, each.subject, each.about, *end))
    return out.getvalue()


def _harmless(cell: object) -> object:
    """No formula for whoever opens the table in a spreadsheet: a subject comes from outside."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell

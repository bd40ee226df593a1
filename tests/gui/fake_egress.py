"""The egress part of the scripted engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emailassist.domain.egress import Egress, EgressFilter, Outgoing
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey

if TYPE_CHECKING:
    from pathlib import Path

    from emailassist.engine.egress import Format

TEXT = (
    "── system ──\nYou sort the mail of NAME_1 SURNAME_1.\n\n── user ──\n<message>\n"
    '{"from":{"name":"NAME_2 SURNAME_2","email":"EMAIL_2"},"text":"Hi NAME_1,\\nmy number is'
    ' PHONE_1, pay to IBAN_1."}\n</message>\n\n{\n  "model": "gpt-9-mini",\n  "max_tokens": 400\n}'
)
VALUES = {
    "NAME_1": "Dana",
    "SURNAME_1": "Brook",
    "NAME_2": "Tom",
    "SURNAME_2": "Reed",
    "EMAIL_2": "tom@reed.example",
    "PHONE_1": "+44 20 7946 0958",
    "IBAN_1": "GB82 WEST 1234 5698 7654 32",
}
MASKED = (("EMAIL", 1), ("PHONE", 1), ("IBAN", 1), ("NAME", 2), ("SURNAME", 2))


def entry(number: int, *, message: int | None = 1, reason: str = "Category") -> Egress:
    return Egress(
        id=number,
        at=datetime(2026, 11, 18, 9, number, tzinfo=UTC),
        endpoint="cloud",
        host="api.example.com",
        reason=reason,
        target="POST https://api.example.com/v1/chat/completions",
        sent=2890,
        received=512,
        outcome="200",
        subject=None if message is None else MessageKey(message),
        about="" if message is None else "Oak samples",
        run="",
        masked=MASKED,
        body_kept=True,
    )


class FakeEgress:
    """Entries in memory."""

    def __init__(self) -> None:
        self.kept: list[Egress] = []
        self.asked: list[EgressFilter] = []
        self.exported: list[tuple[Path, Format]] = []
        self.previewed: list[MessageKey] = []

    async def entries(self, wanted: EgressFilter) -> tuple[Egress, ...]:
        self.asked.append(wanted)
        return tuple(
            each
            for each in self.kept
            if wanted.subject in {None, each.subject} and wanted.text in f"{each.host}{each.reason}"
        )

    async def outgoing(self, number: int) -> Outgoing:
        found = next((each for each in self.kept if each.id == number), None)
        if found is None:
            raise NotFound("There is no such entry.")
        return self._said(found.reason)

    async def preview(self, key: MessageKey) -> tuple[Outgoing, ...]:
        self.previewed.append(key)
        return (self._said("Router"),)

    async def export_to(self, path: Path, form: Format, wanted: EgressFilter) -> None:
        self.asked.append(wanted)
        self.exported.append((path, form))

    def _said(self, title: str) -> Outgoing:
        before = TEXT
        for token, value in sorted(VALUES.items(), key=lambda item: -len(item[0])):
            before = before.replace(token, value)
        return Outgoing(title, "api.example.com", TEXT, before, MASKED)

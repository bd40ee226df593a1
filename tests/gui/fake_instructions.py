"""The instruction files of the scripted engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from emailassist.domain.difference import DiffLine, difference
from emailassist.domain.errors import InputError, InstructionError
from emailassist.domain.triage import Category
from emailassist.domain.views import InstructionExample, InstructionFile, InstructionVersion

CATEGORIES = tuple(
    Category(name, title, f"{title}.", colour)
    for name, title, colour in (
        ("needs-reply", "Needs reply", "#d9480f"),
        ("to-do", "To do", "#e8a20c"),
        ("fyi", "For information", "#4c6ef5"),
        ("calendar", "Calendar", "#0ca678"),
        ("receipt", "Receipt", "#2f9e44"),
        ("notification", "Notification", "#868e96"),
        ("newsletter", "Newsletter", "#7048e8"),
        ("marketing", "Marketing", "#ae3ec9"),
        ("personal", "Personal", "#1098ad"),
        ("spam-phishing", "Spam and phishing", "#c92a2a"),
    )
)
BROKEN = "{{ user.nme }}"
"""A text with this in it is refused by the instructions of this engine."""


class FakeInstructions:
    """Files in memory, and the person's own versions of them; calls are noted."""

    def __init__(self, note: Callable[..., Awaitable[None]]) -> None:
        self._note = note
        self.files: dict[str, str] = {"classifier": "---\nname: classifier\n---\nSort mail.\n"}
        self.own_files: dict[str, list[InstructionVersion]] = {}
        self.added: set[str] = set()
        """Agents of the person's own."""
        self.off: set[str] = set()
        self.updated: set[str] = set()
        """Those whose shipped file has changed since the person's copy was made."""

    async def all(self) -> tuple[InstructionFile, ...]:
        await self._note("instructions")
        return tuple(self._file(name) for name in self.files)

    def _file(self, name: str) -> InstructionFile:
        title = name.replace("-", " ").capitalize()
        edited = name in self.own_files
        when = f"the router asks for {title.lower()}"
        is_own = name in self.added
        return InstructionFile(
            name,
            "extract" if is_own else "classify",
            title,
            when,
            enabled=name not in self.off,
            edited=edited or is_own,
            digest="0" * 64,
            problem="",
            is_own=is_own,
            tier="fast",
            shipped_changed=name in self.updated,
        )

    async def text(self, name: str) -> str:
        await self._note("instruction_text", name)
        own = self.own_files.get(name)
        return own[0].text if own else self.files[name]

    async def check(self, name: str, text: str) -> None:
        await self._note("check_instruction", name, text)
        self._refuse(text)

    def _refuse(self, text: str) -> None:
        for number, line in enumerate(text.splitlines(), start=1):
            if BROKEN in line:
                raise InstructionError(
                    "“user.nme” is not a known placeholder.",
                    path=None,
                    line=number,
                    hint="Known: user.name, user.email.",
                )

    async def save(self, name: str, text: str, note: str = "") -> InstructionFile:
        await self._note("save_instruction", name, text, note)
        self._refuse(text)
        own = self.own_files.setdefault(name, [])
        digest = f"{hash(text) & 0xFFFFFFFF:064x}"
        own.insert(0, InstructionVersion(name, digest, datetime.now(UTC), note, text))
        return self._file(name)

    async def restore(self, name: str) -> InstructionFile:
        await self._note("restore_instruction", name)
        self.own_files.pop(name, None)
        return self._file(name)

    async def examples(self) -> tuple[InstructionExample, ...]:
        await self._note("examples")
        return (
            InstructionExample("invoice", "Invoice", "the message is an invoice", "Invoice.\n"),
            InstructionExample("blank", "Empty agent", "say for what it is", "Empty.\n"),
        )

    async def begin(self, name: str, example: str, title: str = "") -> InstructionFile:
        await self._note("begin", name, example, title)
        return self._add(name, f"---\nname: {name}\n---\n{example}\n")

    async def duplicate(self, name: str, new_name: str, title: str) -> InstructionFile:
        await self._note("duplicate", name, new_name, title)
        return self._add(new_name, self.files[name])

    def _add(self, name: str, text: str) -> InstructionFile:
        if name in self.files:
            raise InputError(f"There is already an agent named '{name}'.")
        self.files[name] = text
        self.added.add(name)
        return self._file(name)

    async def switch(self, name: str, *, on: bool) -> InstructionFile:
        await self._note("switch", name, on)
        (self.off.discard if on else self.off.add)(name)
        return self._file(name)

    async def remove(self, name: str) -> None:
        await self._note("remove", name)
        self.files.pop(name)
        self.added.discard(name)

    async def keep_mine(self, name: str) -> InstructionFile:
        await self._note("keep_mine", name)
        self.updated.discard(name)
        return self._file(name)

    async def compare(self, name: str, which: str) -> tuple[DiffLine, ...]:
        await self._note("compare", name, which)
        own = self.own_files[name][0].text
        return difference(self.files[name], own)

    async def shipped_change(self, name: str) -> tuple[DiffLine, ...]:
        await self._note("shipped_change", name)
        return difference("Old.", "New.")

    async def versions(self, name: str) -> tuple[InstructionVersion, ...]:
        await self._note("instruction_versions", name)
        return tuple(self.own_files.get(name, ()))

    async def categories(self) -> tuple[Category, ...]:
        await self._note("categories")
        return CATEGORIES

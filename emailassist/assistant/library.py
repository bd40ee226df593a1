"""The instruction files in force: the shipped ones, overlaid by the person's own copies.

Owns: reading, checking, saving and restoring the files; a broken own copy never takes the app
down, the last good version stays in force and the problem is kept to show. Must not: keep the
history of versions (the store does) or run an agent.
"""

import contextlib
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from emailassist.assistant.instructions import AgentRole, Instructions, digest_of, parse
from emailassist.assistant.roster import Roster
from emailassist.domain.errors import InputError, InstructionError, NotFound, SettingsError
from emailassist.domain.triage import Category
from emailassist.domain.views import InstructionFile

_MANUAL = "README.md"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file: what is on disk, what is in force (None: nothing usable yet) and why not."""

    name: str
    text: str
    edited: bool
    in_force: Instructions | None
    problem: str = ""


class InstructionLibrary:
    """`shipped` is read only; `own` is created on the first save. Safe from several threads."""

    def __init__(self, shipped: Path, own: Path) -> None:
        self._shipped = shipped
        self._own = own
        self._entries: dict[str, _Entry] = {}
        self._reading = threading.Lock()

    def all(self) -> tuple[InstructionFile, ...]:
        """Every file, in the order in which the team works, broken ones with their problem."""
        order = {role: number for number, role in enumerate(AgentRole)}
        entries = sorted(
            self._read().values(),
            key=lambda entry: (order[entry.in_force.role] if entry.in_force else 99, entry.name),
        )
        return tuple(_listed(entry) for entry in entries)

    def agents(self) -> Roster:
        """Everybody in force."""
        found = (entry.in_force for entry in self._read().values())
        return Roster({agent.role: agent for agent in found if agent is not None})

    def categories(self) -> tuple[Category, ...]:
        """The categories of the classifier's file in force."""
        return self.agents()[AgentRole.CLASSIFY].categories

    def text(self, name: str) -> str:
        """The file as it is on disk, also when it is broken."""
        return self._entry(name).text

    def check(self, name: str, text: str) -> Instructions:
        """What `text` says as the file `name`; raises InstructionError with the line."""
        self._entry(name)
        return self._parse_own(name, text)

    def save(self, name: str, text: str) -> InstructionFile:
        """Put `text` in force as the person's own copy; a broken text is refused."""
        self.check(name, text)
        _write(self._own / f"{name}.md", text)
        return _listed(self._entry(name))

    def restore(self, name: str) -> InstructionFile:
        """Go back to the shipped file."""
        if not (self._shipped / f"{name}.md").is_file():
            raise NotFound(f"There is no shipped agent named '{name}'.")
        try:
            (self._own / f"{name}.md").unlink(missing_ok=True)
        except OSError as error:
            raise SettingsError(f"Your copy of {name}.md cannot be removed: {error}") from error
        return _listed(self._entry(name))

    def _entry(self, name: str) -> _Entry:
        try:
            return self._read()[name]
        except KeyError:
            raise NotFound(f"There is no agent named '{name}'.") from None

    def _read(self) -> dict[str, _Entry]:
        """Look at the files again; only a text that changed is parsed."""
        shipped = {path.stem: path for path in _files(self._shipped)}
        own = {path.stem: path for path in _files(self._own)}
        with self._reading:
            self._entries = {
                name: self._overlaid(name, shipped.get(name), own.get(name))
                for name in sorted(shipped | own)
            }
            self._require_every_role()
            return self._entries

    def _overlaid(self, name: str, shipped: Path | None, own: Path | None) -> _Entry:
        previous = self._entries.get(name)
        path = own or shipped
        if path is None:
            raise NotFound(f"There is no agent named '{name}'.")
        try:
            text = _text(path)
            if previous and previous.text == text and previous.edited == bool(own):
                return previous
            agent = self._parse_own(name, text) if own else parse(text, path=path)
        except InputError as error:
            if not own:
                raise
            return self._kept(name, own, shipped, error)
        return _Entry(name, text, bool(own), agent)

    def _kept(self, name: str, own: Path, shipped: Path | None, error: InputError) -> _Entry:
        """The last good version stays in force: that of this process, else the shipped one."""
        previous = self._entries.get(name)
        in_force = previous.in_force if previous else None
        if in_force is None and shipped is not None:
            in_force = parse(_text(shipped), path=shipped)
        text = own.read_bytes().decode(errors="replace") if own.is_file() else ""
        problem = f"{error.reason}. {error.hint}" if error.hint else error.reason
        return _Entry(name, text, edited=True, in_force=in_force, problem=problem)

    def _parse_own(self, name: str, text: str) -> Instructions:
        path = self._own / f"{name}.md"
        agent = parse(text, path=path)
        shipped = self._shipped / f"{name}.md"
        if not shipped.is_file():
            raise InstructionError(
                f"there is already an agent with role '{agent.role}'",
                path=path,
                line=_line_of("role", text),
                hint="Edit that agent's file instead.",
            )
        role = parse(_text(shipped), path=shipped).role
        if agent.role is not role:
            raise InstructionError(
                f"the role of this agent is '{role}' and cannot be changed",
                path=path,
                line=_line_of("role", text),
            )
        return agent

    def _require_every_role(self) -> None:
        present = {entry.in_force.role for entry in self._entries.values() if entry.in_force}
        missing = [role.value for role in AgentRole if role not in present]
        if missing:
            raise InstructionError(
                f"no instruction file for {', '.join(missing)} in {self._shipped}",
                path=None,
                line=1,
                hint="Install the program again: its own files are incomplete.",
            )


def _listed(entry: _Entry) -> InstructionFile:
    agent = entry.in_force
    return InstructionFile(
        name=entry.name,
        role=agent.role.value if agent else "",
        title=agent.title if agent else entry.name,
        when=agent.when if agent else "",
        enabled=agent.enabled if agent else False,
        edited=entry.edited,
        digest=agent.digest if agent else digest_of(entry.text),
        problem=entry.problem,
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.glob("*.md")) if path.name != _MANUAL]


def _text(path: Path) -> str:
    if not path.is_file():  # a pipe would never end
        raise InstructionError("this is not a file that can be read", path=path, line=1)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InstructionError("the file is not UTF-8 text", path=path, line=1) from error
    except OSError as error:
        raise InstructionError(
            f"the file cannot be read: {error.strerror}", path=path, line=1
        ) from error


def _line_of(field: str, text: str) -> int:
    lines = text.splitlines()
    return next((i for i, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".part", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise SettingsError(f"{path.name} cannot be saved: {error.strerror}") from error

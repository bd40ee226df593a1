"""The instruction files in force: the shipped ones, overlaid by the person's own.

Owns: which text of each file is in force; a broken own file never takes the app down, its last
good version stays in force and the problem is kept to show. Must not: keep the history of
versions (the store does) or run an agent.
"""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from emailassist.assistant.field_reader import is_slug
from emailassist.assistant.file_text import with_field
from emailassist.assistant.instruction_files import InstructionFiles, Stamp, raw_text, text_of
from emailassist.assistant.instructions import AgentRole, Instructions, digest_of, parse
from emailassist.assistant.roster import Roster
from emailassist.assistant.working_order import OrderFault, in_order, order_faults
from emailassist.domain.errors import InputError, InstructionError, NotFound
from emailassist.domain.triage import Category
from emailassist.domain.views import InstructionExample, InstructionFile


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file: what is on disk, what it says (None: it is broken), and what is in force."""

    name: str
    text: str
    edited: bool
    is_own: bool
    """The person made it; there is no shipped one."""
    said: Instructions | None
    in_force: Instructions | None
    problem: str = ""
    shipped_changed: bool = False


class InstructionLibrary:
    """`shipped` is read only; `own` is created on the first save. Safe from several threads.

    `only` are the names of the categories that count; none means all.
    """

    def __init__(self, shipped: Path, own: Path, *, only: frozenset[str] = frozenset()) -> None:
        self._only = only
        self._files = InstructionFiles(shipped, own)
        self._entries: dict[str, _Entry] = {}
        self._stamp: Stamp | None = None
        self._reading = threading.Lock()

    def all(self) -> tuple[InstructionFile, ...]:
        """Every file, in the order in which the team works, broken ones with their problem."""
        entries = self._read()
        roles = {role: number for number, role in enumerate(AgentRole)}
        specialists = {agent.name: n for n, agent in enumerate(_specialists(entries, off=True))}

        def place(entry: _Entry) -> tuple[int, int, str]:
            agent = entry.in_force
            if agent is None:
                return (2, 0, entry.name)
            if agent.schema is None:
                return (0, roles[agent.role], entry.name)
            return (1, specialists[entry.name], entry.name)

        return tuple(_listed(entry) for entry in sorted(entries.values(), key=place))

    def agents(self) -> Roster:
        """Everybody in force."""
        entries = self._read()
        found = (entry.in_force for entry in entries.values())
        built_in = {agent.role: agent for agent in found if agent and agent.schema is None}
        if self._only:
            classifier = built_in[AgentRole.CLASSIFY]
            some = tuple(each for each in classifier.categories if each.name in self._only)
            built_in[AgentRole.CLASSIFY] = replace(classifier, categories=some)
        return Roster(built_in, _specialists(entries))

    def categories(self) -> tuple[Category, ...]:
        """The categories of the classifier's file in force."""
        return self.agents()[AgentRole.CLASSIFY].categories

    def text(self, name: str) -> str:
        """The file as it is on disk, also when it is broken; raises NotFound."""
        return self._entry(name).text

    def shipped_text(self, name: str) -> str:
        """The program's own file; raises NotFound."""
        try:
            return text_of(self._files.shipped()[name])
        except KeyError:
            raise NotFound(f"There is no shipped agent named '{name}'.") from None

    def shipped_then(self, name: str) -> str:
        """The shipped file as it was when the person's copy was made; raises NotFound."""
        self._entry(name)
        return self._files.shipped_then(name) or self.shipped_text(name)

    def examples(self) -> tuple[InstructionExample, ...]:
        """Shipped files that come into force when they are copied."""
        found = []
        for name, path in self._files.examples().items():
            text = text_of(path)
            agent = parse(text, path=path)
            found.append(InstructionExample(name, agent.title, agent.when, text))
        return tuple(found)

    def check(self, name: str, text: str) -> Instructions:
        """What `text` says as the file `name`, new or not; raises InstructionError."""
        entries = self._read()
        agent = self._parse_own(name, text)
        fault = next((each for each in _faults_with(entries, agent) if each.name == name), None)
        if fault is not None:
            raise _as_error(fault, self._files.own_path(name))
        return agent

    def save(self, name: str, text: str) -> InstructionFile:
        """Put `text` in force as the person's own copy; a broken text is refused."""
        entry = self._entry(name)
        self.check(name, text)
        if not entry.is_own and not entry.edited:
            self._files.keep_shipped(name, self.shipped_text(name))
        self._files.write(name, text)
        return _listed(self._entry(name))

    def add(self, name: str, text: str) -> InstructionFile:
        """Put a new agent in force; raises InputError if there is one of that name."""
        if not is_slug(name):
            raise InputError(
                f"'{name}' is not a name for an agent.",
                hint="Use small letters, digits and single dashes, such as 'travel-plans'.",
            )
        if name in self._read():
            raise InputError(f"There is already an agent named '{name}'.")
        self.check(name, text)
        self._files.write(name, text)
        return _listed(self._entry(name))

    def copied(self, name: str, new_name: str, title: str) -> str:
        """The text of an agent of the person's own under another name; raises InputError."""
        entry = self._entry(name)
        agent = entry.said or entry.in_force
        if agent is None or agent.schema is None:
            raise InputError(
                f"'{name}' cannot be copied: there is one agent for each built-in role.",
                hint="Copy an agent of your own, or begin with an example.",
            )
        return with_field(with_field(entry.text, "name", new_name), "title", title)

    def switched(self, name: str, *, on: bool) -> str:
        """The file's text with the agent switched on or off."""
        return with_field(self.text(name), "enabled", "true" if on else "false")

    def tried(self, name: str, text: str, folder: Path) -> "InstructionLibrary":
        """The files as they are now in an empty folder, but with that text for one of them.

        Raises InstructionError, NotFound.
        """
        self._entry(name)
        self.check(name, text)
        self._files.copy_own(folder)
        made = InstructionLibrary(self._files.shipped_folder, folder)
        made.save(name, text)
        return made

    def narrowed(self, names: Collection[str]) -> "InstructionLibrary":
        """The same files, as if there were only these categories; raises InputError."""
        known = [each.name for each in self.categories()]
        unknown = sorted(set(names).difference(known))
        if unknown:
            raise InputError(
                f"There is no category “{unknown[0]}”.", hint=f"Known: {', '.join(known)}."
            )
        if len(set(names)) < 2:
            raise InputError("At least two categories are needed.")
        return InstructionLibrary(
            self._files.shipped_folder, self._files.own_folder, only=frozenset(names)
        )

    def restore(self, name: str) -> InstructionFile:
        """Go back to the shipped file."""
        self.shipped_text(name)
        self._files.remove(name)
        return _listed(self._entry(name))

    def keep_mine(self, name: str) -> InstructionFile:
        """The person has seen what changed in the shipped file and keeps their copy."""
        self._files.keep_shipped(name, self.shipped_text(name))
        return _listed(self._entry(name))

    def remove(self, name: str) -> None:
        """Remove an agent of the person's own; raises InputError if others come after it."""
        entry = self._entry(name)
        if not entry.is_own:
            raise InputError(
                f"'{name}' belongs to the program and cannot be removed.",
                hint="Switch it off, or restore the shipped file.",
            )
        after = [e.name for e in self._read().values() if e.said and name in e.said.after]
        if after:
            raise InputError(
                f"'{name}' cannot be removed: '{after[0]}' comes after it.",
                hint=f"Take it out of 'after' in {after[0]}.md first.",
            )
        self._files.remove(name)

    def _entry(self, name: str) -> _Entry:
        try:
            return self._read()[name]
        except KeyError:
            raise NotFound(f"There is no agent named '{name}'.") from None

    def _read(self) -> dict[str, _Entry]:
        """Look at the files again; only a text that changed is parsed, and nothing if none did."""
        with self._reading:
            stamp = self._files.stamp()
            if stamp is not None and stamp == self._stamp:
                return self._entries
            self._stamp = None
            shipped, own = self._files.shipped(), self._files.own()
            for name, entry in self._entries.items():
                if entry.edited and name not in own:
                    self._files.forget(name)  # removed by hand: what is kept beside it is void
            read = {
                name: self._overlaid(name, shipped.get(name), own.get(name))
                for name in sorted(shipped | own)
            }
            self._entries = self._in_force(read)
            self._require_every_role()
            self._stamp = stamp
            return self._entries

    def _overlaid(self, name: str, shipped: Path | None, own: Path | None) -> _Entry:
        previous = self._entries.get(name)
        path = own or shipped
        assert path is not None  # noqa: S101  # the name comes from one of the two
        entry = _Entry(name, "", bool(own), shipped is None, None, None)
        try:
            entry = replace(entry, text=text_of(path))
            if previous and previous.text == entry.text and previous.edited == entry.edited:
                entry = replace(previous, problem="" if previous.said else previous.problem)
            elif own:
                entry = replace(entry, said=self._parse_own(name, entry.text))
                self._files.keep_good(name, entry.text)
            else:
                entry = replace(entry, said=parse(entry.text, path=path))
        except InputError as error:
            entry = replace(entry, text=entry.text or raw_text(path), problem=_told(error))
        return self._compared(entry) if own and shipped else entry

    def _compared(self, entry: _Entry) -> _Entry:
        """Whether the shipped file is another one than when the copy was made."""
        now = self.shipped_text(entry.name)
        then = self._files.shipped_then(entry.name)
        if then is None:  # a copy made with another program: it is as new as can be known
            self._files.keep_shipped(entry.name, now)
        return replace(entry, shipped_changed=then is not None and then != now)

    def _in_force(self, read: Mapping[str, _Entry]) -> dict[str, _Entry]:
        """What each file stands for, once broken ones are replaced and all can be ordered."""
        said = {name: entry.said or self._last_good(entry) for name, entry in read.items()}
        problems = {name: entry.problem for name, entry in read.items()}
        while faults := _faults(said):
            for fault in _to_blame(faults, said, self._entries):
                agent, last = said[fault.name], self._entries.get(fault.name)
                older = last.in_force if last else None
                is_other = older is not None and agent is not None and older != agent
                said[fault.name] = older if is_other and not problems[fault.name] else None
                path = self._files.own_path(fault.name)
                problems[fault.name] = problems[fault.name] or _told(_as_error(fault, path))
        return {
            name: replace(entry, in_force=said[name], problem=problems[name])
            for name, entry in read.items()
        }

    def _last_good(self, entry: _Entry) -> Instructions | None:
        """What stays in force for a broken file: of this process, kept, or the shipped one."""
        previous = self._entries.get(entry.name)
        if previous is not None and previous.in_force is not None:
            return previous.in_force
        try:
            good = self._files.last_good(entry.name) if entry.edited else None
            if good is not None:
                return self._parse_own(entry.name, good)
        except InputError:
            pass  # it was good for another version of the program
        try:
            text = self.shipped_text(entry.name)
            return parse(text, path=self._files.shipped()[entry.name])
        except InputError:
            return None

    def _parse_own(self, name: str, text: str) -> Instructions:
        path = self._files.own_path(name)
        agent = parse(text, path=path)
        if name not in self._files.shipped():
            if agent.schema is None:
                raise InstructionError(
                    f"there is already an agent with role '{agent.role}'",
                    path=path,
                    line=_line_of("role", text),
                    hint="Edit that agent's file instead; an agent of your own has role 'extract'"
                    " and declares its answer under 'output' (see README.md).",
                )
            return agent
        shipped = parse(self.shipped_text(name), path=path)
        if agent.role is not shipped.role:
            raise InstructionError(
                f"the role of this agent is '{shipped.role}' and cannot be changed",
                path=path,
                line=_line_of("role", text),
            )
        if (agent.schema is None) is not (shipped.schema is None):
            raise InstructionError(
                "the output of this agent cannot be changed",
                path=path,
                line=_line_of("output", text),
            )
        return agent

    def _require_every_role(self) -> None:
        agents = [entry.in_force for entry in self._entries.values()]
        present = {agent.role for agent in agents if agent and agent.schema is None}
        missing = [role.value for role in AgentRole if role not in present]
        if missing:
            raise InstructionError(
                f"no instruction file for {', '.join(missing)} in {self._files.shipped_folder}",
                path=None,
                line=1,
                hint="Install the program again: its own files are incomplete.",
            )


def _specialists(entries: Mapping[str, _Entry], *, off: bool = False) -> tuple[Instructions, ...]:
    agents = (entry.in_force for entry in entries.values())
    return in_order([a for a in agents if a and a.schema and (a.enabled or off)])


def _faults(said: Mapping[str, Instructions | None]) -> tuple[OrderFault, ...]:
    specialists = [agent for agent in said.values() if agent and agent.schema]
    built_in = {name for name, agent in said.items() if agent and agent.schema is None}
    return order_faults(specialists, said.keys() - built_in)


def _faults_with(entries: Mapping[str, _Entry], agent: Instructions) -> tuple[OrderFault, ...]:
    return _faults({name: e.in_force for name, e in entries.items()} | {agent.name: agent})


def _to_blame(
    faults: tuple[OrderFault, ...],
    said: Mapping[str, Instructions | None],
    before: Mapping[str, _Entry],
) -> tuple[OrderFault, ...]:
    """Of those in a circle the ones that changed since all was well, if that is known."""
    changed = tuple(
        fault
        for fault in faults
        if fault.name not in before or before[fault.name].in_force != said[fault.name]
    )
    return changed or faults


def _as_error(fault: OrderFault, path: Path) -> InstructionError:
    return InstructionError(fault.reason, path=path, line=fault.line, hint=fault.hint)


def _told(error: InputError) -> str:
    """All that is wrong, a line each."""
    each = error.each if isinstance(error, InstructionError) else (error,)
    return "\n".join(f"{one.reason}. {one.hint}" if one.hint else f"{one.reason}." for one in each)


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
        is_own=entry.is_own,
        shipped_changed=entry.shipped_changed,
        tier=agent.model.value if agent else "",
        fields=tuple(f.name for f in agent.schema.fields) if agent and agent.schema else (),
    )


def _line_of(field: str, text: str) -> int:
    lines = text.splitlines()
    return next((i for i, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)

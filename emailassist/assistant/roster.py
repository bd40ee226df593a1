"""The agents in force: one for each built-in role, and the specialists that the person added.

Owns: finding an agent by role or by name, and the order in which specialists work. Must not:
read files (`library` does) or run anyone.
"""

from collections.abc import Iterator, Mapping, Sequence

from typing_extensions import override

from emailassist.assistant.instructions import AgentRole, Instructions


class Roster(Mapping[AgentRole, Instructions]):
    """`roster[role]` is the agent of a built-in role, also one that is switched off.

    `specialists` are the dropped-in ones that are switched on, each after those it waits for.
    """

    def __init__(
        self,
        built_in: Mapping[AgentRole, Instructions],
        specialists: Sequence[Instructions] = (),
    ) -> None:
        self._built_in = dict(built_in)
        self.specialists = tuple(specialists)

    @override
    def __getitem__(self, role: AgentRole) -> Instructions:
        return self._built_in[role]

    @override
    def __iter__(self) -> Iterator[AgentRole]:
        return iter(self._built_in)

    @override
    def __len__(self) -> int:
        return len(self._built_in)

    def named(self, name: str) -> Instructions | None:
        """The agent of that name, of whatever kind."""
        everyone = (*self._built_in.values(), *self.specialists)
        return next((agent for agent in everyone if agent.name == name), None)

"""In which order specialists work, and what is wrong with the order that their files ask for.

Owns: dependencies between files. Must not: read files or run anyone. Pure.
"""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from emailassist.assistant.field_reader import suggestion
from emailassist.assistant.instructions import Instructions


@dataclass(frozen=True, slots=True)
class OrderFault:
    """Why an agent cannot be put in order; `line` is that of its `after`."""

    name: str
    line: int
    reason: str
    hint: str = ""


def order_faults(
    specialists: Sequence[Instructions], known: Collection[str]
) -> tuple[OrderFault, ...]:
    """Every `after` that names nobody of `known`, or that leads back to where it began."""
    faults = []
    by_name = {agent.name: agent for agent in specialists}
    for agent in specialists:
        missing = next((name for name in agent.after if name not in known), None)
        if missing is not None:
            faults.append(
                OrderFault(
                    agent.name,
                    agent.after_line,
                    f"'after' names '{missing}', which is not an agent of your own",
                    suggestion(missing, sorted(set(known) - {agent.name})),
                )
            )
        elif circle := _circle(agent, by_name):
            way = " → ".join(circle)
            reason = f"'after' leads round in a circle: {way}"
            faults.append(OrderFault(agent.name, agent.after_line, reason))
    return tuple(faults)


def in_order(specialists: Sequence[Instructions]) -> tuple[Instructions, ...]:
    """Each after those it waits for; otherwise by `order`, then by name.

    There must be no circle. Agents in `after` that are not among them are not waited for.
    """
    by_name = {agent.name: agent for agent in specialists}
    waiting = {
        agent.name: {name for name in agent.after if name in by_name} for agent in specialists
    }
    ready = [(by_name[name].order, name) for name, before in waiting.items() if not before]
    heapq.heapify(ready)
    ordered: list[Instructions] = []
    while ready:
        _, done = heapq.heappop(ready)
        ordered.append(by_name[done])
        for name, before in waiting.items():
            if done in before:
                before.remove(done)
                if not before:
                    heapq.heappush(ready, (by_name[name].order, name))
    return tuple(ordered)


def _circle(agent: Instructions, by_name: Mapping[str, Instructions]) -> list[str]:
    """A way from the agent back to itself, [] if there is none."""
    ways = [[agent.name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        last = by_name.get(way[-1])
        for name in last.after if last else ():
            if name == agent.name:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []

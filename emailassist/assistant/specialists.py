"""Asking the specialists that the person added.

Owns: who of them is asked, side by side or after each other, and what becomes of their answers.
Must not: know how a model is asked (`desk`) or where a value stands (`finding_reader`).
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from emailassist.assistant.bearing import Passage, passages
from emailassist.assistant.checks import names_a_place
from emailassist.assistant.desk import Desk
from emailassist.assistant.finding_reader import finding_of
from emailassist.assistant.instructions import Instructions
from emailassist.assistant.outputs import TriagePlan
from emailassist.assistant.patterns import filled_by_patterns
from emailassist.assistant.roles import on_worker
from emailassist.assistant.specialist_output import SpecialistAnswer
from emailassist.domain.errors import EndpointError
from emailassist.domain.finding import Finding
from emailassist.domain.triage import WarningKind
from emailassist.local.facts import find_facts

_LONGEST_GIVEN = 300
"""Characters of a value that the next specialist is told."""


async def findings(desk: Desk, plan: TriagePlan) -> tuple[Finding, ...]:
    """What the specialists found whom the plan names, in their working order.

    One that fails costs only its own finding; the person is told.
    """
    return await found_by(desk, plan.specialists)


async def found_by(desk: Desk, names: Collection[str]) -> tuple[Finding, ...]:
    """What these specialists found, and those whose answers they are given."""
    wanted = _with_those_before(desk.team.specialists, names)
    if not wanted:
        return ()
    task, language = desk.case.task, desk.case.language
    parts = passages(task.message, language=language, written_at=task.written_at)
    asked: dict[str, asyncio.Task[Finding | None]] = {}
    async with asyncio.TaskGroup() as group:
        for agent in wanted:
            before = {name: asked[name] for name in agent.after if name in asked}
            asked[agent.name] = group.create_task(_finding(desk, agent, before, parts))
    done = (each.result() for each in asked.values())
    return tuple(finding for finding in done if finding is not None)


def _with_those_before(
    specialists: Sequence[Instructions], names: Collection[str]
) -> list[Instructions]:
    """In working order, so that going backwards meets everybody before those they wait for."""
    wanted = set(names)
    for agent in reversed(specialists):
        if agent.name in wanted:
            wanted.update(agent.after)
    return [agent for agent in specialists if agent.name in wanted]


async def _finding(
    desk: Desk,
    agent: Instructions,
    before: Mapping[str, asyncio.Task[Finding | None]],
    parts: Sequence[Passage],
) -> Finding | None:
    chosen = desk.chosen_for(agent)
    if chosen is None:
        return await _by_patterns(desk, agent)
    given = {name: _as_data(await each) for name, each in before.items()}
    try:
        asked = await desk.ask_specialist(agent, chosen, given)
    except EndpointError as error:
        desk.note(WarningKind.MODEL, f"“{agent.title}” was not asked: {error.reason}")
        return None
    if not isinstance(asked.output, SpecialistAnswer):
        told = asked.told.rstrip(". ")[:200]
        desk.note(WarningKind.MODEL, f"“{agent.title}” gave no usable answer ({told}).")
        return None
    answer = asked.output
    return await on_worker(
        desk.case, lambda: _without_links(desk, finding_of(agent, answer, parts))
    )


def _without_links(desk: Desk, finding: Finding | None) -> Finding | None:
    """Without values that would lead the person somewhere the message does not."""
    if finding is None:
        return None
    case = desk.case
    kept = tuple(
        each
        for each in finding.values
        if each.is_in_message or not names_a_place(each.value, case.sources, case.language)
    )
    if len(kept) < len(finding.values):
        desk.note(
            WarningKind.UNGROUNDED,
            f"A link or address that is not in the message was left out of “{finding.title}”.",
        )
    return replace(finding, values=kept) if kept else None


async def _by_patterns(desk: Desk, agent: Instructions) -> Finding | None:
    task, language = desk.case.task, desk.case.language

    def filled() -> Finding | None:
        text = task.message.own_text
        facts = find_facts(text, language=language, written_at=task.written_at)
        return filled_by_patterns(agent, facts)

    return await on_worker(desk.case, filled)


def _as_data(finding: Finding | None) -> dict[str, str]:
    """What the next specialist is given of it; nothing that is not in the message."""
    values = finding.values if finding else ()
    return {each.name: each.value[:_LONGEST_GIVEN] for each in values if each.is_in_message}

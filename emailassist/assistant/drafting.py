"""Proposing a reply: written and reviewed by models that can, else a skeleton by code.

Owns: the evaluator–optimizer loop of one repair, and what happens to a draft that fails it.
Must not: send, pick recipients, or show a draft in which anything is without a source.
"""

from typing import Any

from emailassist.assistant.checks import CheckedText, check_draft, without_foreign_links
from emailassist.assistant.desk import Desk
from emailassist.assistant.instructions import AgentRole
from emailassist.assistant.outputs import DraftOut, Review, WrittenDraft
from emailassist.assistant.roles import on_worker
from emailassist.assistant.runs import Asked
from emailassist.domain.draft import Proposal
from emailassist.domain.triage import TriageWarning, WarningKind, Written


async def propose(desk: Desk) -> Proposal | None:
    """A reply that passed every check, or a skeleton, or None if nothing is to be answered."""
    chosen = desk.chosen(AgentRole.DRAFT)
    if not chosen.writes:
        return await _skeleton(desk)

    async def reviewed(_draft: WrittenDraft, checked: CheckedText) -> str:
        return await _second_look(desk, checked.text)

    asked: Asked[WrittenDraft] = await desk.ask(AgentRole.DRAFT, chosen, opinion=reviewed)
    if asked.output is not None:
        return _proposal(desk, asked.checked)
    salvaged = await _salvaged(desk, asked)
    if salvaged is not None:
        return salvaged
    desk.note_stand_in(AgentRole.DRAFT, chosen, asked.told)
    return await _skeleton(desk)


def _proposal(desk: Desk, checked: CheckedText, *warnings: TriageWarning) -> Proposal:
    return Proposal(
        checked.text, desk.case.language, Written.MODEL, choices=checked.gaps, warnings=warnings
    )


async def _second_look(desk: Desk, draft: str) -> str:
    """What the reviewer finds wrong, '' if nothing or if there is no reviewer."""
    if not desk.team[AgentRole.REVIEW].enabled or not desk.chosen(AgentRole.REVIEW).writes:
        return ""
    review, _ = await desk.answer(AgentRole.REVIEW, Review, draft=draft)
    if review.ok:
        return ""
    return " ".join(review.problems) or "The reviewer does not agree with it."


async def _salvaged(desk: Desk, asked: Asked[WrittenDraft]) -> Proposal | None:
    """If links and addresses were all that was wrong, the draft with gaps in their place."""
    if asked.rejected is None:
        return None
    case, body = desk.case, asked.rejected.body

    def without() -> CheckedText | None:
        cleaned = without_foreign_links(body, case.sources, language=case.language)
        if cleaned == body:
            return None
        return check_draft(cleaned, case.task, case.sources, language=case.language)

    checked = await on_worker(case, without)
    if checked is None or checked.problems or await _second_look(desk, checked.text):
        return None
    return _proposal(
        desk,
        checked,
        TriageWarning(
            WarningKind.UNGROUNDED,
            "A link or address that is not from the conversation was taken out of the draft.",
        ),
    )


async def _skeleton(desk: Desk) -> Proposal | None:
    asked: Asked[Any] = await desk.ask(AgentRole.DRAFT, desk.on_device)
    if not isinstance(asked.output, DraftOut):
        if not asked.refused:
            desk.note(WarningKind.UNGROUNDED, f"No draft could be made: {asked.told}")
        return None
    checked: CheckedText = asked.checked
    language = asked.output.language or desk.case.language
    return Proposal(checked.text, language, Written.SKELETON, choices=checked.gaps)

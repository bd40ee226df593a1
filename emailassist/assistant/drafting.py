"""Proposing a reply: written and reviewed by models that can, else a skeleton by code.

Owns: the evaluator–optimizer loop, what happens to a draft that does not get through it, and
changing a draft as the person asks. Must not: send, pick recipients, or show a draft in which a
name, number, date or link is without a source: there is a gap in its place.

    drafter ─▶ checks by code ─▶ reviewer ─▶ done
       ▲            │               │
       └────────────┴───────────────┘ at most `ROUNDS` times, while there is less to object to
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from emailassist.assistant.bearers import bearers_of
from emailassist.assistant.checks import (
    CheckedText,
    check_draft,
    sources_of,
    with_gaps_for,
)
from emailassist.assistant.claims import claims_in
from emailassist.assistant.desk import Desk, Request
from emailassist.assistant.instructions import AgentRole
from emailassist.assistant.outputs import DraftOut, Review, WrittenDraft
from emailassist.assistant.roles import on_worker
from emailassist.assistant.runs import Asked
from emailassist.assistant.wishes import Wanted, lost_gaps, wish_for
from emailassist.domain.draft import Claim, Proposal, SourceKind
from emailassist.domain.errors import EndpointMisbehaved, NeedsWritingModel
from emailassist.domain.recall import Recalled
from emailassist.domain.refinement import Change
from emailassist.domain.triage import TriageWarning, WarningKind, Written
from emailassist.local.language import UNKNOWN, detect
from emailassist.local.rephrase import rephrased
from emailassist.local.style import usual_language

ROUNDS = 2
_FILLED = (
    "What the conversation does not say was taken out of the draft; there are gaps in its place."
)
_OBJECTED = "The reviewing agent still objects to this draft: read it with care."
_ORDERED = "The message speaks to AI programs, and one wrote this: read it with care."
_BEYOND = "The draft uses mail in which others than those of this conversation take part."


async def propose(desk: Desk) -> Proposal | None:
    """A reply that passed every check, or a skeleton, or None if nothing is to be answered."""
    desk = await _remembering(desk)
    chosen = desk.chosen(AgentRole.DRAFT)
    if not chosen.writes:
        return await _skeleton(desk)
    asked: Asked[WrittenDraft] = await desk.ask(
        AgentRole.DRAFT, chosen, Request(opinion=_opinion(desk), rounds=ROUNDS)
    )
    written = await _as_proposal(desk, asked, unasked=True)
    if written is not None:
        return written
    desk.note_stand_in(AgentRole.DRAFT, chosen, asked.told)
    return await _skeleton(desk)


async def redraft(desk: Desk, wanted: Wanted) -> Proposal:
    """The draft changed as the person asks; raises EndpointError, NeedsWritingModel."""
    change = wanted.refinement.change
    if change is Change.LANGUAGE:
        desk = replace(desk, case=replace(desk.case, language=wanted.refinement.detail))
    elif (language := _language_of(wanted.current)) != UNKNOWN:
        desk = replace(desk, case=replace(desk.case, language=language))
    said = "\n".join(
        part for part in (wanted.said, wanted.refinement.detail * (change is Change.SAY)) if part
    )
    desk = await _remembering(desk, said=said, kept=wanted.kept)
    chosen = desk.chosen(AgentRole.DRAFT)
    if not chosen.writes:
        return await _without_model(desk, wanted)
    asked: Asked[WrittenDraft] = await desk.ask(
        AgentRole.DRAFT,
        chosen,
        Request(
            draft=wanted.current.body,
            wish=wish_for(wanted.refinement, wanted.current.body, wanted.number),
            opinion=_opinion(desk, wanted),
            rounds=ROUNDS,
            listen=wanted.listen,
        ),
    )
    written = await _as_proposal(desk, asked)
    if written is None:
        raise EndpointMisbehaved(
            f"{chosen.name} gave no usable draft: {asked.told.rstrip('.')}.",
            hint="The draft stays as it was; try again, or say it in other words.",
        )
    return written


def _language_of(current: Proposal) -> str:
    """What the text is written in now: the person may have changed more than words."""
    if not current.body.strip():
        return UNKNOWN
    written_in = detect(current.body)
    return written_in if written_in != UNKNOWN else current.language


async def _remembering(desk: Desk, *, said: str = "", kept: str = "") -> Desk:
    """A desk for the draft alone, on which lies what is close to the message.

    Where the message does not tell its language, that of the person's replies to its sender counts.
    """
    case = replace(desk.case, read_sources=lambda: desk.case.sources)  # tools add to it
    sender = case.task.message.envelope.sender
    if case.language == UNKNOWN and sender is not None:
        case.language = usual_language(case.task.sent_replies, correspondent=sender.email)
    recalled = replace(await desk.recall(case.task), said=said, kept=kept)
    if recalled == Recalled():
        return replace(desk, case=case)
    task = replace(case.task, recalled=recalled)
    sources = await on_worker(case, lambda: sources_of(task, language=case.language))
    return replace(desk, case=replace(case, task=task, read_sources=lambda: sources))


def _opinion(
    desk: Desk, wanted: Wanted | None = None
) -> Callable[[WrittenDraft, CheckedText], Any]:
    """What code and then the reviewer find wrong with a draft that says nothing untrue."""

    async def opinion(_draft: WrittenDraft, checked: CheckedText) -> Sequence[str]:
        lost = lost_gaps(wanted.refinement, wanted.current.body, checked.text) if wanted else ()
        return lost or await _second_look(desk, checked.text)

    return opinion


async def _second_look(desk: Desk, draft: str) -> Sequence[str]:
    """What the reviewer finds wrong; nothing if there is no reviewer."""
    if not desk.team[AgentRole.REVIEW].enabled or not desk.chosen(AgentRole.REVIEW).writes:
        return ()
    review, _ = await desk.answer(AgentRole.REVIEW, Review, draft=draft)
    return () if review.ok else review.problems or ("The reviewer does not agree with it.",)


async def _as_proposal(
    desk: Desk, asked: Asked[WrittenDraft], *, unasked: bool = False
) -> Proposal | None:
    """The best draft there was, with gaps for what has no source; None if it cannot be shown.

    `unasked`: nobody waits for it, so that one to which the reviewer objects is not worth showing.
    """
    if asked.output is not None:
        return await _proposal(desk, asked.checked)
    if asked.rejected is None:
        return None
    if not asked.checked.problems:
        return None if unasked else await _proposal(desk, asked.checked, _OBJECTED)
    case, body = desk.case, asked.rejected.body

    def filled() -> CheckedText | None:
        cleaned = with_gaps_for(body, case.sources, language=case.language)
        if cleaned is None:
            return None
        return check_draft(cleaned, case.task, case.sources, language=case.language)

    checked = await on_worker(case, filled)
    if checked is None or checked.problems or (unasked and _gives_orders(desk)):
        return None
    objections = await _second_look(desk, checked.text)
    if objections and unasked:
        return None
    return await _proposal(desk, checked, _FILLED, *([_OBJECTED] if objections else []))


async def _proposal(desk: Desk, checked: CheckedText, *warnings: str) -> Proposal:
    case = desk.case
    claims: tuple[Claim, ...] = await on_worker(
        case,
        lambda: claims_in(
            checked.text, bearers_of(case.task, case.sources), language=case.language
        ),
    )
    told = [*warnings, *([_ORDERED] if _gives_orders(desk) else [])]
    if any(claim.source.kind is SourceKind.MAIL and claim.source.beyond for claim in claims):
        told.append(_BEYOND)
    return Proposal(
        checked.text,
        case.language,
        Written.MODEL,
        choices=checked.gaps,
        warnings=tuple(TriageWarning(WarningKind.UNGROUNDED, text) for text in told),
        claims=claims,
    )


def _gives_orders(desk: Desk) -> bool:
    return any(each.kind is WarningKind.INJECTION for each in desk.case.warnings or ())


async def _skeleton(desk: Desk) -> Proposal | None:
    asked: Asked[Any] = await desk.ask(AgentRole.DRAFT, desk.on_device)
    if not isinstance(asked.output, DraftOut):
        if not asked.refused:
            desk.note(WarningKind.UNGROUNDED, f"No draft could be made: {asked.told}")
        return None
    checked: CheckedText = asked.checked
    language = asked.output.language or desk.case.language
    return Proposal(checked.text, language, Written.SKELETON, choices=checked.gaps)


async def _without_model(desk: Desk, wanted: Wanted) -> Proposal:
    """What code can do of it; raises NeedsWritingModel where that is nothing."""
    change, current = wanted.refinement.change, wanted.current
    if change is Change.AGAIN or not current.body.strip():
        current = await _skeleton(desk) or current
        if change in {Change.AGAIN, Change.LANGUAGE} and current.body.strip():
            return current
    changed = await on_worker(desk.case, lambda: rephrased(current, wanted.refinement))
    if changed is None:
        raise NeedsWritingModel(change.value)
    return changed

"""`emailassist drafts …`.

Owns: the commands about drafts. Must not: send by itself (the engine's outbox does).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from emailassist.cli import refining
from emailassist.cli.refining import claims_data, claims_lines
from emailassist.cli.session import Number, Session, session, table
from emailassist.cli.times import read_time
from emailassist.domain.address import Address
from emailassist.domain.draft import Draft, OutboxEntry, OutboxState, Purpose
from emailassist.domain.errors import InputError, InternalError, WorldError
from emailassist.domain.ids import DraftKey, OutboxKey
from emailassist.engine.engine import Engine

app = typer.Typer(help="Drafts: read, change, approve, discard.", no_args_is_help=True)
app.add_typer(refining.app)


@app.command("list")
def list_drafts(context: typer.Context) -> None:
    """List the drafts that wait for you."""

    async def work(engine: Engine) -> list[_Waiting]:
        return [await _waiting(engine, draft) for draft in await engine.drafts()]

    each = session(context)
    found = each.run(work)
    rows = [
        (
            waiting.draft.key,
            ", ".join(address.label for address in waiting.to),
            waiting.subject,
            "you" if waiting.draft.is_own else waiting.draft.proposal.written.value,
            len(waiting.draft.proposal.open_choices) or "",
        )
        for waiting in found
    ]
    each.show(
        {"drafts": [_data(waiting) for waiting in found]},
        table(("Number", "To", "Subject", "Written by", "To choose"), rows)
        if rows
        else "No drafts wait for you.",
    )


@app.command("show")
def show(context: typer.Context, number: Number) -> None:
    """Show a draft and what is open in it."""

    async def work(engine: Engine) -> _Waiting:
        return await _waiting(engine, await engine.draft(DraftKey(number)))

    each = session(context)
    waiting = each.run(work)
    proposal = waiting.draft.proposal
    lines = [
        f"To:      {', '.join(address.full for address in waiting.to)}",
        f"Subject: {waiting.subject}",
        "",
        proposal.body,
    ]
    for choice in proposal.open_choices:
        lines += ["", f"{choice.marker}  {choice.ask}"]
        lines += [f"  {index}. {text}" for index, text in enumerate(choice.options, start=1)]
    lines += [f"! {warning.text}" for warning in proposal.warnings]
    lines += claims_lines(proposal)
    each.show(_data(waiting), "\n".join(lines))


@app.command("approve")
def approve(
    context: typer.Context,
    number: Number,
    body: Annotated[
        Path | None, typer.Option(help="A file whose text replaces the draft's.")
    ] = None,
    choose: Annotated[
        list[int] | None,
        typer.Option(help="The option's number for each open choice, in order."),
    ] = None,
    later: Annotated[
        str, typer.Option(help="When to send it, such as “tomorrow 8:00” or “2026-12-01 08:00”.")
    ] = "",
    to_server: Annotated[
        bool, typer.Option("--to-server", help="Save it in the server's Drafts instead.")
    ] = False,
) -> None:
    """Approve a draft and send it, now or later, or save it on the server."""

    async def work(engine: Engine) -> OutboxEntry:
        draft = await engine.draft(DraftKey(number))
        text = _chosen(draft, body, choose or [])
        if text != draft.proposal.body:
            draft = await engine.edit_draft(draft.key, text)
        at = read_time(later, datetime.now(UTC)) if later else None
        if to_server:
            entry = await engine.composer.save_to_server(draft.key)
        else:
            entry = await engine.composer.approve(draft.key, undo=timedelta(0), at=at)
        await engine.settle_outbox()
        return await engine.outbox_entry(entry.key)

    each = session(context)
    _tell_sent(each, each.run(work, owning=True, notices=False))


def _tell_sent(each: Session, entry: OutboxEntry) -> None:
    """Print that it was sent; if it was not, or may not have been, say so and end with code 1."""
    data = {"number": entry.key, "state": entry.state.value, "to": entry.to}
    if entry.scheduled and entry.state is OutboxState.QUEUED and not entry.problem:
        when = entry.send_at.astimezone()
        each.show(
            {**data, "send_at": entry.send_at.isoformat()},
            f"It goes out on {when:%Y-%m-%d at %H:%M}, while the window is open or with the next "
            f"`emailassist sync`. `drafts withdraw {entry.key}` takes it back.",
        )
        return
    if entry.state not in {OutboxState.FILED, OutboxState.ACCEPTED}:
        what, hint = _NOT_SENT.get(entry.state, ("Not sent", ""))
        problem = entry.problem or entry.state.value
        each.fail(WorldError(f"{what}: {problem}", hint=hint.format(number=entry.key)))
    saved = entry.purpose is Purpose.SAVE
    sent = "Saved in the server's Drafts." if saved else f"Sent to {', '.join(entry.to)}."
    each.show(data, f"{sent} {entry.problem}".strip())


_NOT_SENT = {
    OutboxState.UNCERTAIN: (
        "It is not certain that this was sent",
        "Find out whether it arrived, then `emailassist drafts resolve {number} --sent` or "
        "`--send-again`.",
    ),
    OutboxState.QUEUED: (
        "Not sent yet",
        "It is tried again with `emailassist sync`; `drafts withdraw {number}` takes it back.",
    ),
    OutboxState.FAILED: (
        "Not sent",
        "`emailassist drafts withdraw {number}` makes it a draft again.",
    ),
}


def _chosen(draft: Draft, body: Path | None, choose: list[int]) -> str:
    """The draft's text with the file's text, or with the chosen options, in place."""
    if body is not None:
        try:
            return body.read_text(encoding="utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{body} cannot be read: {error}") from error
    text = draft.proposal.body
    if len(choose) > len(draft.proposal.open_choices):
        raise InputError(f"Draft {draft.key} has {len(draft.proposal.open_choices)} choices.")
    for choice, option in zip(draft.proposal.open_choices, choose, strict=False):
        if not 1 <= option <= len(choice.options):
            raise InputError(f"“{choice.ask}” has options 1 to {len(choice.options)}.")
        text = text.replace(choice.marker, choice.options[option - 1], 1)
    return text


@app.command("discard")
def discard(context: typer.Context, number: Number) -> None:
    """Put a draft away."""

    async def work(engine: Engine) -> Draft:
        return await engine.discard_draft(DraftKey(number))

    each = session(context)
    each.run(work)
    each.show({"discarded": number}, f"Draft {number} is discarded.")


@app.command("outbox")
def outbox(context: typer.Context) -> None:
    """List what is on its way, failed or uncertain."""
    each = session(context)
    found = each.run(Engine.outbox)
    rows = [(e.key, e.state.value, ", ".join(e.to), e.subject, e.problem) for e in found]
    each.show(
        {"outbox": [_entry(entry) for entry in found]},
        table(("Number", "State", "To", "Subject", "Problem"), rows) if rows else "Nothing waits.",
    )


@app.command("resolve")
def resolve(
    context: typer.Context,
    number: Number,
    sent: Annotated[
        bool, typer.Option("--sent/--send-again", help="Whether it arrived, as you found out.")
    ],
) -> None:
    """Say whether an uncertain message was sent; if not, it is sent again."""

    async def work(engine: Engine) -> OutboxEntry:
        await engine.resolve_uncertain(OutboxKey(number), sent=sent)
        await engine.settle_outbox()
        return await engine.outbox_entry(OutboxKey(number))

    each = session(context)
    entry = each.run(work, owning=True, notices=False)
    if sent:
        each.show({"number": entry.key, "state": entry.state.value, "to": entry.to}, "Noted.")
    else:
        _tell_sent(each, entry)


@app.command("withdraw")
def withdraw(context: typer.Context, number: Number) -> None:
    """Take back a message that waits in the outbox or failed; it is a draft again."""

    async def work(engine: Engine) -> Draft:
        return await engine.undo_send(OutboxKey(number))

    each = session(context)
    draft = each.run(work, owning=True)
    each.show({"draft": draft.key}, f"It is draft {draft.key} again.")


def _entry(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "number": entry.key,
        "state": entry.state.value,
        "to": entry.to,
        "subject": entry.subject,
        "problem": entry.problem,
        "send_at": entry.send_at.isoformat(),
        "scheduled": entry.scheduled,
    }


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A draft with who will get it and the subject of what it answers."""

    draft: Draft
    to: tuple[Address, ...]
    subject: str


async def _waiting(engine: Engine, draft: Draft) -> _Waiting:
    around = draft.composition
    if around is not None:
        return _Waiting(draft, (*around.to, *around.cc, *around.bcc), around.subject)
    if draft.reply_to is None:
        raise InternalError
    detail = await engine.detail(draft.reply_to)
    recipients = await engine.recipients(draft.reply_to)
    return _Waiting(draft, (*recipients.to, *recipients.cc), detail.row.subject)


def _data(waiting: _Waiting) -> dict[str, Any]:
    draft = waiting.draft
    proposal = draft.proposal
    return {
        "number": draft.key,
        "message": draft.reply_to,
        "to": [address.email for address in waiting.to],
        "subject": waiting.subject,
        "state": draft.state.value,
        "written": proposal.written.value,
        "language": proposal.language,
        "body": proposal.body,
        "choices": [
            {"marker": c.marker, "ask": c.ask, "options": c.options} for c in proposal.open_choices
        ],
        "warnings": [warning.text for warning in proposal.warnings],
        "claims": claims_data(proposal),
    }

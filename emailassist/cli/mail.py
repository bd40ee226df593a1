"""`emailassist sync | show`.

Owns: the commands about mail. Must not: parse or fetch by itself.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from emailassist.cli.accounts import find
from emailassist.cli.session import LARGEST_NUMBER, session
from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.errors import InputError
from emailassist.domain.events import Finished
from emailassist.domain.finding import Finding, Part
from emailassist.domain.ids import MessageKey
from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import Conversation, Fact, Tier, Triage, Written
from emailassist.domain.views import Presence
from emailassist.engine.engine import Engine
from emailassist.local.injection import suspicious_passages
from emailassist.local.warnings import inspect
from emailassist.mime.parse import parse_message

_BY = {
    Written.EXTRACTED: "by code, from its own words",
    Written.SKELETON: "by code",
    Written.MODEL: "by a model, checked",
}


def sync(
    context: typer.Context,
    account: Annotated[str, typer.Option(help="Only this account.")] = "",
) -> None:
    """Fetch new mail and changes, and send what is due."""

    async def work(engine: Engine) -> Finished:
        finished = await engine.sync((await find(engine, account)).id if account else None)
        # Also what could not be sent before, because somebody asks.
        await engine.settle_outbox(again=True)
        return finished

    each = session(context)
    each.finished(each.run(work, owning=True))


def show(
    context: typer.Context,
    message: Annotated[str, typer.Argument(help="A message's number, or an .eml file.")],
) -> None:
    """Show a message as the program reads it."""
    each = session(context)
    path = Path(message)
    if message.isascii() and message.isdigit():
        key = MessageKey(min(int(message), LARGEST_NUMBER))

        async def work(engine: Engine) -> tuple[ParsedMessage, Triage | None]:
            detail = await engine.detail(key)
            if detail.presence is Presence.ENVELOPE:
                await engine.fetching.whole(key)
                detail = await engine.detail(key)
            return detail.message, detail.triage

        parsed, decided = each.run(work)
    else:
        try:
            parsed, decided = parse_message(path.read_bytes()), None
        except OSError as error:
            each.fail(InputError(f"{path} cannot be read: {error.strerror}."))
    data = message_data(parsed)
    if decided is not None:
        data["triage"] = asdict(decided)
    found = suspicious_passages(parsed.text)
    data["passages"] = [asdict(passage) | {"text": passage.of(parsed.text)} for passage in found]
    warnings = decided.warnings if decided is not None else inspect(parsed)
    data["warnings"] = [asdict(warning) for warning in warnings]
    warned = [f"Warning: {warning.text}" for warning in warnings]
    marked = [f"Marked:  “{passage.of(parsed.text)}”: {passage.why}" for passage in found]
    each.show(data, "\n".join((*warned, *marked, _text(parsed, decided))))


def sum_up(
    context: typer.Context,
    message: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="A message's number.")],
) -> None:
    """Sum up the conversation until a message."""

    async def work(engine: Engine) -> Conversation:
        return await engine.conversations.sum_up(MessageKey(message))

    each = session(context)
    found = each.run(work, owning=True)
    each.show(asdict(found), found.text)


def message_data(message: ParsedMessage) -> dict[str, Any]:
    """The message for --json."""
    data = asdict(message)
    data["date"] = message.envelope.date.isoformat() if message.envelope.date else None
    return data


def _found(finding: Finding) -> Iterator[str]:
    yield f"{finding.title}:" + (" (filled in by patterns)" if finding.by_patterns else "")
    for value in finding.values:
        quote = " ".join(value.quote.split())
        if not value.is_in_message:
            source = " (not in the message)"
        elif not value.stated:
            source = f" (read from “{quote}”)"
        else:
            source = "" if value.part is Part.TEXT else f" (in the {value.part})"
        yield f"  {value.title}: {value.value}{source}"


def _decider(decided: Triage) -> str:
    alone = decided.verdict.tier is Tier.AGENTS and decided.model == ON_DEVICE
    return "without a language model" if alone else decided.verdict.tier.value


def _fact(fact: Fact) -> str:
    words = " ".join(fact.text.split())
    return f"{fact.kind} {fact.value} “{words}”" if fact.value else f"{fact.kind} “{words}”"


def _text(message: ParsedMessage, decided: Triage | None) -> str:
    envelope = message.envelope
    lines = [
        f"From:    {envelope.sender.full if envelope.sender else '(nobody)'}",
        f"To:      {', '.join(each.full for each in envelope.to)}",
        *([f"Cc:      {', '.join(each.full for each in envelope.cc)}"] if envelope.cc else []),
        f"Date:    {envelope.date.isoformat() if envelope.date else '(none)'}",
        f"Subject: {envelope.subject}",
        *(f"Defect:  {defect}" for defect in message.defects),
        *(
            f"Attached: {a.filename} ({a.content_type}, {a.size} bytes)"
            for a in message.attachments
        ),
        *(f"Event:   {e.method} {e.summary} {e.start}" for e in message.calendar),
    ]
    if decided is not None:
        verdict = decided.verdict
        lines += [
            f"Triage:  {verdict.category or 'unsure'}, {verdict.priority.value} "
            f"({verdict.confidence:.0%}, {_decider(decided)}): {verdict.reason}",
            f"Summary: {decided.summary.text} ({_BY[decided.summary.written]})",
            *(f"Fact:    {_fact(fact)} ({_BY[decided.facts_by]})" for fact in decided.facts),
            *(f"Rule:    {fired.rule}: {fired.said}" for fired in decided.fired),
            *(line for finding in decided.findings for line in _found(finding)),
        ]
        if decided.conversation is not None:
            lines += ["", "The conversation so far:", decided.conversation.text]
    lines += ["", message.text]
    if message.own_text.strip() != message.text.strip():
        lines += ["", "Without quotes:", "", message.own_text]
    return "\n".join(lines)

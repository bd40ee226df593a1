"""`emailassist drafts refine`, `versions`, `use`, `closest`: other texts for a draft.

Owns: these commands, and how claims are printed. Must not: write a text (the engine has it
written).
"""

from typing import Annotated, Any

import typer

from emailassist.cli.session import Number, session, table
from emailassist.domain.difference import as_text, difference
from emailassist.domain.draft import ClaimSource, Draft, Proposal, SourceKind
from emailassist.domain.ids import DraftKey, MessageKey, VersionKey
from emailassist.domain.recall import PastReply
from emailassist.domain.refinement import LANGUAGES, Change, DraftVersion, Refinement
from emailassist.engine.engine import Engine

app = typer.Typer()


@app.command("refine")
def refine(
    context: typer.Context,
    number: Number,
    shorter: Annotated[bool, typer.Option("--shorter", help="About half as long.")] = False,
    longer: Annotated[bool, typer.Option("--longer", help="More detailed.")] = False,
    warmer: Annotated[bool, typer.Option("--warmer", help="More personal.")] = False,
    formal: Annotated[bool, typer.Option("--formal", help="More formal.")] = False,
    again: Annotated[bool, typer.Option("--again", help="In other words.")] = False,
    language: Annotated[str, typer.Option(help="In that language, such as es.")] = "",
    say: Annotated[str, typer.Option(help="What it is to say: “yes, but after Tuesday”.")] = "",
    use: Annotated[bool, typer.Option("--use", help="Put the new text in the draft.")] = False,
) -> None:
    """Have another text written for a draft; shows what would change, and keeps both."""
    wishes = [
        *(
            Refinement(change)
            for change, on in _flags(shorter, longer, warmer, formal, again)
            if on
        ),
        *([Refinement(Change.LANGUAGE, _code(language))] if language else []),
        *([Refinement(Change.SAY, say)] if say.strip() else []),
    ]
    if len(wishes) != 1:
        raise typer.BadParameter("Say one thing: --shorter, --longer, --say “…” and so on.")

    async def work(engine: Engine) -> tuple[Draft, DraftVersion]:
        before = await engine.draft(DraftKey(number))
        version = await engine.drafting.refine(before.key, wishes[0])
        if use:
            await engine.drafting.use(version.key)
        return before, version

    each = session(context)
    before, version = each.run(work, owning=use)
    diff = difference(before.proposal.body, version.proposal.body, context=100)
    used = "It is the draft now." if use else f"`drafts use {version.key}` takes it."
    lines = [as_text(diff), "", *(f"! {warning.text}" for warning in version.proposal.warnings)]
    lines += [*claims_lines(version.proposal), used]
    each.show({**_version(version), "used": use}, "\n".join(lines))


def _flags(*on: bool) -> list[tuple[Change, bool]]:
    changes = (Change.SHORTER, Change.LONGER, Change.WARMER, Change.FORMAL, Change.AGAIN)
    return list(zip(changes, on, strict=True))


def _code(language: str) -> str:
    code = language.strip().casefold()
    if code not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise typer.BadParameter(f"“{language}” is no language code. Allowed: {known}.")
    return code


@app.command("versions")
def versions(context: typer.Context, number: Number) -> None:
    """List the texts that a draft has and had."""

    async def work(engine: Engine) -> tuple[DraftVersion, ...]:
        return await engine.drafting.versions(DraftKey(number))

    each = session(context)
    found = each.run(work)
    rows = [
        (
            version.key,
            f"{version.label} {version.detail}".strip(),
            f"{version.made_at.astimezone():%Y-%m-%d %H:%M}",
            "yes" if version.current else "",
            " ".join(version.proposal.body.split())[:60],
        )
        for version in found
    ]
    each.show(
        {"versions": [_version(version) for version in found]},
        table(("Version", "What", "When", "In the draft", "Text"), rows)
        if rows
        else "The draft has had this one text only.",
    )


@app.command("use")
def use_version(
    context: typer.Context,
    version: Annotated[int, typer.Argument(min=1, help="From `drafts versions`.")],
) -> None:
    """Put one of a draft's texts in it; the one that stands there is kept."""

    async def work(engine: Engine) -> Draft:
        return await engine.drafting.use(VersionKey(version))

    each = session(context)
    draft = each.run(work, owning=True)
    each.show({"draft": draft.key, "body": draft.proposal.body}, draft.proposal.body)


@app.command("closest")
def closest(
    context: typer.Context,
    message: Annotated[int, typer.Argument(min=1, help="A message's number.")],
) -> None:
    """Show what you wrote before to something alike."""

    async def work(engine: Engine) -> tuple[PastReply, ...]:
        return await engine.drafting.closest(MessageKey(message))

    each = session(context)
    found = each.run(work)
    lines = [
        f"{reply.date.astimezone():%Y-%m-%d}  {reply.subject}"
        f"  to {', '.join(to.label for to in reply.to)}\n{reply.text}\n"
        for reply in found
    ]
    each.show(
        {
            "replies": [
                {
                    "message": reply.key,
                    "to": [to.email for to in reply.to],
                    "subject": reply.subject,
                    "date": reply.date.isoformat(),
                    "text": reply.text,
                }
                for reply in found
            ]
        },
        "\n".join(lines) or "Nothing that you sent is close to it.",
    )


def claims_data(proposal: Proposal) -> list[dict[str, Any]]:
    """What a text states, for --json."""
    return [
        {
            "text": claim.text,
            "start": claim.start,
            "end": claim.end,
            "source": claim.source.kind.value,
            "title": claim.source.title,
            "message": claim.source.key,
            "note": claim.source.path,
            "quote": claim.source.quote,
            "beyond": claim.source.beyond,
        }
        for claim in proposal.claims
    ]


def claims_lines(proposal: Proposal) -> list[str]:
    """What a text states, a line each, for a terminal."""
    return [
        f"{'!' if claim.source.kind is SourceKind.NONE else ' '} "
        f"“{' '.join(claim.text.split())}”: {source_words(claim.source)}"
        for claim in proposal.claims
    ]


def source_words(source: ClaimSource) -> str:
    """Where something comes from, for a terminal."""
    names = {
        SourceKind.THREAD: "from the conversation",
        SourceKind.MAIL: "from other mail of yours",
        SourceKind.NOTE: "from the note",
        SourceKind.PERSON: "as you said",
        SourceKind.NONE: "nothing says so",
    }
    return f"{names[source.kind]} {source.title}".strip()


def _version(version: DraftVersion) -> dict[str, Any]:
    return {
        "version": version.key,
        "draft": version.draft,
        "label": version.label,
        "detail": version.detail,
        "made_at": version.made_at.isoformat(),
        "current": version.current,
        "body": version.proposal.body,
        "warnings": [warning.text for warning in version.proposal.warnings],
        "claims": claims_data(version.proposal),
    }

"""`emailassist egress …`.

Owns: the commands that show what left this machine, what would, and what is to stay. Must not:
send, or decide what may leave.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.session import Number, Session, session, table
from emailassist.domain.egress import Egress, EgressFilter, Outgoing, masked_words
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.engine.egress import EVERYTHING, Format, plain
from emailassist.engine.engine import Engine
from emailassist.settings import Settings

app = typer.Typer(help="What left this machine, and what may.", no_args_is_help=True)

_About = Annotated[int | None, typer.Option("--message", help="Only about this message.")]
_Text = Annotated[str, typer.Option("--match", help="Only with this in host, reason or subject.")]


@app.command("list")
def list_(
    context: typer.Context,
    message: _About = None,
    match: _Text = "",
    limit: Annotated[int, typer.Option(min=1, max=EVERYTHING)] = 50,
) -> None:
    """List every request that went to another machine, newest first."""
    each = session(context)
    wanted = _filter(message, match, limit)
    found = each.run(lambda engine: engine.egress.entries(wanted))
    rows = [_row(entry) for entry in found]
    columns = ("No.", "When", "Host", "Why", "About", "Sent", "Received", "Masked", "Outcome")
    nothing = "Nothing has left this machine." if not (match or message) else "No entry fits."
    data = {"entries": [plain(entry) for entry in found]}
    each.show(data, table(columns, rows) if rows else nothing)


@app.command()
def show(context: typer.Context, number: Number) -> None:
    """Show the exact text that left with an entry, and the same before masking."""
    each = session(context)

    async def both(engine: Engine) -> tuple[Egress, Outgoing]:
        return await engine.egress.entry(number), await engine.egress.outgoing(number)

    entry, outgoing = each.run(both)
    each.show(plain(entry) | asdict(outgoing), _as_text(outgoing))


@app.command()
def preview(context: typer.Context, message: Number) -> None:
    """Show what would be sent about a message if it were triaged now; nothing is sent."""
    each = session(context)
    found = each.run(lambda engine: engine.egress.preview(MessageKey(message)))
    text = "\n\n".join(_as_text(outgoing) for outgoing in found)
    nothing = "Nothing would leave this machine."
    each.show({"requests": [asdict(outgoing) for outgoing in found]}, text or nothing)


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to; else it is printed.")] = None,
    form: Annotated[Format, typer.Option("--format", help="jsonl holds the exact texts.")] = (
        Format.CSV
    ),
    message: _About = None,
    match: _Text = "",
) -> None:
    """Export the list as a table (csv), or with the exact texts (jsonl)."""
    each = session(context)
    wanted = _filter(message, match, EVERYTHING)
    if file is None:
        text = each.run(lambda engine: engine.egress.export(form, wanted))
        each.show({"format": form.value, "text": text}, text.rstrip("\n"))
        return
    each.run(lambda engine: engine.egress.export_to(file, form, wanted))
    each.show({"file": str(file)}, f"Exported to {file}.")


@app.command()
def keep(
    context: typer.Context,
    sender: Annotated[
        list[str] | None, typer.Option("--sender", help="An address or a domain.")
    ] = None,
    category: Annotated[list[str] | None, typer.Option("--category", help="Its name.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Let them leave again.")] = False,
) -> None:
    """Keep senders and categories on this machine; without options, say which are."""
    each = session(context)
    senders, categories = sender or [], category or []
    each.run(lambda engine: _keep(engine, senders, categories, remove=remove))
    _show_kept(each)


async def _keep(engine: Engine, senders: list[str], categories: list[str], *, remove: bool) -> None:
    known = {each.name for each in await engine.instructions.categories()}
    kept = (await engine.preferences.current()).local_categories
    for name in categories:
        if name not in (kept if remove else known):
            raise NotFound(
                f"There is no category named “{name}” here.",
                hint=f"Known: {', '.join(sorted(kept if remove else known)) or 'none'}.",
            )

    def edited(settings: Settings) -> Settings:
        for name in senders:
            settings = (
                settings.without_local_sender(name) if remove else settings.with_local_sender(name)
            )
        names = settings.local_categories
        return settings.with_local_categories(
            [each for each in names if each not in categories] if remove else [*names, *categories]
        )

    if senders or categories:
        await engine.preferences.change(edited)


def _show_kept(each: Session) -> None:
    settings = each.run(lambda engine: engine.preferences.current())
    senders, categories = settings.local_senders, settings.local_categories
    lines = [
        f"Senders that stay here: {', '.join(senders) or 'none'}.",
        f"Categories that stay here: {', '.join(categories) or 'none'}.",
    ]
    if settings.local_only:
        lines.insert(0, "Nothing leaves this machine for a model.")
    data = {"local_only": settings.local_only, "senders": senders, "categories": categories}
    each.show(data, "\n".join(lines))


def _filter(message: int | None, match: str, limit: int) -> EgressFilter:
    key = None if message is None else MessageKey(message)
    return EgressFilter(subject=key, text=match, limit=limit)


def _row(entry: Egress) -> tuple[object, ...]:
    return (
        entry.id,
        f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
        entry.host,
        entry.reason,
        entry.about or (f"message {entry.subject}" if entry.subject else ""),
        entry.sent,
        "" if entry.received is None else entry.received,
        masked_words(entry.masked),
        entry.outcome or "under way",
    )


def _as_text(outgoing: Outgoing) -> str:
    masked = masked_words(outgoing.masked) or "nothing"
    return (
        f"{outgoing.title} → {outgoing.host}; masked: {masked}\n\n"
        f"=== as it leaves ===\n{outgoing.sent}\n\n=== before masking ===\n{outgoing.before}"
    )

"""`emailassist instructions …`.

Owns: the commands about instruction files. Must not: parse them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.editor import edited
from emailassist.cli.session import FAILED, Session, session, table
from emailassist.domain.difference import DiffLine, as_text
from emailassist.domain.errors import InputError, InstructionError, NotFound
from emailassist.domain.views import InstructionFile
from emailassist.engine.engine import Engine
from emailassist.engine.instructions import SHIPPED

BLANK = "blank"
"""The example to begin with where no other is named."""
_VERSION = "`shipped`, or the beginning of a version (see `versions`)."

app = typer.Typer(help="The agents' instruction files.", no_args_is_help=True)


@app.command("list")
def list_files(context: typer.Context) -> None:
    """List the agents and where their instructions come from."""
    each = session(context)

    async def work(engine: Engine) -> tuple[Sequence[InstructionFile], Mapping[str, bool]]:
        tiers = {tier: await engine.models.writes(tier) for tier in await engine.models.tiers()}
        return await engine.instructions.all(), tiers

    found, writes = each.run(work)
    rows = [(f.name, f.role, f.title, _listed_state(f, writes)) for f in found]
    each.show(
        {"instructions": [asdict(file) for file in found]},
        table(("Name", "Role", "Title", "State"), rows),
    )


def _listed_state(file: InstructionFile, writes: Mapping[str, bool]) -> str:
    if file.is_own and not writes.get(file.tier, True):
        return f"{state_of(file)}; filled in by patterns: no model of tier {file.tier} writes"
    return state_of(file)


def state_of(file: InstructionFile) -> str:
    """What is in force of a file, in words."""
    if file.problem:
        first, *others = file.problem.splitlines()
        state = "the last good version is in force" if file.role else "not used"
        more = f" And {len(others)} more: `instructions check {file.name}`." if others else ""
        return f"broken, {state}: {first}{more}"
    words = "your own agent" if file.is_own else "yours" if file.edited else "as shipped"
    if file.shipped_changed:
        words += ", and the shipped one has changed since"
    return words if file.enabled else f"{words}, switched off"


@app.command("show")
def show(
    context: typer.Context,
    name: str,
    version: Annotated[str, typer.Option(help=_VERSION)] = "",
) -> None:
    """Print an agent's instruction file."""

    async def work(engine: Engine) -> str:
        if version:
            return await engine.instructions.other_text(name, version)
        return await engine.instructions.text(name)

    each = session(context)
    text = each.run(work)
    each.show({"name": name, "text": text}, text)


@app.command("check")
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="An agent's name; all if left out.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Check this file as that agent's, without saving it.")
    ] = None,
) -> None:
    """Check instruction files; says file, line and what is allowed."""
    each = session(context)

    async def work(engine: Engine) -> tuple[list[str], list[str]]:
        if file is not None:
            return [name or file.stem], await _faults(engine, name or file.stem, _read(file))
        files = [each for each in await engine.instructions.all() if name in {"", each.name}]
        if not files:
            raise NotFound(f"There is no agent named '{name}'.")
        problems = [line for each in files for line in each.problem.splitlines()]
        return [each.name for each in files], problems

    checked, problems = each.run(work)
    told = "\n".join(problems) or f"No problem in {', '.join(checked)}."
    each.show({"checked": checked, "problems": problems}, told)
    if problems:
        raise typer.Exit(FAILED)


async def _faults(engine: Engine, name: str, text: str) -> list[str]:
    try:
        await engine.instructions.check(name, text)
    except InstructionError as error:
        return [f"{one.reason}. {one.hint}".strip() for one in error.each]
    return []


@app.command("diff")
def diff(
    context: typer.Context,
    name: str,
    against: Annotated[
        str,
        typer.Option(
            help="`shipped`, `update` (what an update changed in the shipped file since you"
            " edited yours), or the beginning of a version."
        ),
    ] = SHIPPED,
) -> None:
    """Show what differs between a file and another text of it."""

    async def work(engine: Engine) -> tuple[DiffLine, ...]:
        if against == "update":
            return await engine.instructions.shipped_change(name)
        return await engine.instructions.compare(name, against)

    each = session(context)
    lines = each.run(work)
    data = [{"change": line.change.name.casefold(), "text": line.text} for line in lines]
    each.show({"name": name, "against": against, "lines": data}, as_text(lines) or "No difference.")


@app.command("versions")
def versions(context: typer.Context, name: str) -> None:
    """List every version that was ever saved, newest first."""
    each = session(context)
    found = each.run(lambda engine: engine.instructions.versions(name))
    rows = [
        (v.digest[:12], v.saved_at.astimezone().isoformat(" ", "minutes"), v.note) for v in found
    ]
    data = [{"digest": v.digest, "saved_at": v.saved_at.isoformat(), "note": v.note} for v in found]
    each.show({"name": name, "versions": data}, table(("Version", "Saved", "Note"), rows))


@app.command("restore")
def restore(
    context: typer.Context,
    name: str,
    version: Annotated[str, typer.Option(help="The beginning of a version; else as shipped.")] = "",
) -> None:
    """Put the shipped file or an earlier version in force; what it replaces is kept."""
    each = session(context)
    if version:
        _tell(each, each.run(lambda engine: engine.instructions.restore_version(name, version)))
    else:
        _tell(each, each.run(lambda engine: engine.instructions.restore(name)))


@app.command("keep")
def keep(context: typer.Context, name: str) -> None:
    """Keep your copy although the shipped file has changed since."""
    each = session(context)
    _tell(each, each.run(lambda engine: engine.instructions.keep_mine(name)))


@app.command("new")
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Small letters, digits and single dashes.")],
    example: Annotated[str, typer.Option(help="An example to begin with.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file to take the text from.")] = None,
    title: Annotated[str, typer.Option(help="How the window calls it.")] = "",
) -> None:
    """Add an agent of your own: from an example of that name, another one, or a file."""
    each = session(context)

    async def work(engine: Engine) -> InstructionFile:
        if file is not None:
            return await engine.instructions.create(name, _read(file))
        examples = {found.name for found in await engine.instructions.examples()}
        chosen = example or (name if name in examples else BLANK)
        return await engine.instructions.begin(name, chosen, title)

    _tell(each, each.run(work))


@app.command("edit")
def edit(
    context: typer.Context,
    name: str,
    file: Annotated[
        Path | None, typer.Option(help="Take the text from this file, without an editor.")
    ] = None,
    note: Annotated[str, typer.Option(help="What the change is for, for `versions`.")] = "",
) -> None:
    """Change an agent's instructions, in your editor ($VISUAL or $EDITOR) or from a file."""
    each = session(context)
    try:
        text = _read(file) if file is not None else _edited(each, name)
    except InputError as error:
        each.fail(error)
    _tell(each, each.run(lambda engine: engine.instructions.save(name, text, note)))


def _edited(each: Session, name: str) -> str:
    """What the person made of the text; it is put in force only after it is checked."""
    before = each.run(lambda engine: engine.instructions.text(name))
    after = edited(before, suffix=".md")
    if after == before:
        raise InputError(f"The instructions of “{name}” were left as they are.")
    return after


@app.command("examples")
def examples(context: typer.Context) -> None:
    """List the examples that `new` can begin with."""
    each = session(context)
    found = each.run(lambda engine: engine.instructions.examples())
    rows = [(e.name, e.title, e.when) for e in found]
    each.show({"examples": [asdict(e) for e in found]}, table(("Name", "Title", "When"), rows))


@app.command("copy")
def copy(
    context: typer.Context,
    name: str,
    new_name: str,
    title: Annotated[str, typer.Option(help="How the window calls it.")] = "",
) -> None:
    """Copy an agent of your own under another name."""
    each = session(context)
    _tell(
        each,
        each.run(lambda engine: engine.instructions.duplicate(name, new_name, title or new_name)),
    )


@app.command("on")
def switch_on(context: typer.Context, name: str) -> None:
    """Switch an agent on."""
    each = session(context)
    _tell(each, each.run(lambda engine: engine.instructions.switch(name, on=True)))


@app.command("off")
def switch_off(context: typer.Context, name: str) -> None:
    """Switch an agent off."""
    each = session(context)
    _tell(each, each.run(lambda engine: engine.instructions.switch(name, on=False)))


@app.command("remove")
def remove(context: typer.Context, name: str) -> None:
    """Remove an agent of your own; `restore --version` brings it back."""
    each = session(context)
    each.run(lambda engine: engine.instructions.remove(name))
    each.show({"removed": name}, f"{name} is removed.")


def _tell(each: Session, file: InstructionFile) -> None:
    each.show(asdict(file), f"{file.name}: {state_of(file)}.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error

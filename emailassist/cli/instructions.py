"""`emailassist instructions …`.

Owns: the commands about instruction files. Must not: parse them.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.session import session, table
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.views import InstructionFile
from emailassist.engine.engine import Engine

app = typer.Typer(help="The agents' instruction files.", no_args_is_help=True)


@app.command("list")
def list_files(context: typer.Context) -> None:
    """List the agents and where their instructions come from."""
    each = session(context)
    found = each.run(lambda engine: engine.instructions.all())
    rows = [(f.name, f.role, f.title, _state(f)) for f in found]
    each.show(
        {"instructions": [asdict(file) for file in found]},
        table(("Name", "Role", "Title", "State"), rows),
    )


def _state(file: InstructionFile) -> str:
    if file.problem and not file.role:
        return f"broken and not used: {file.problem}"
    if file.problem:
        return f"broken, the last good version is in force: {file.problem}"
    if not file.enabled:
        return "switched off"
    return "yours" if file.edited else "as shipped"


@app.command("show")
def show(context: typer.Context, name: str) -> None:
    """Print an agent's instruction file."""

    async def work(engine: Engine) -> str:
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

    async def work(engine: Engine) -> list[str]:
        if file is not None:
            await engine.instructions.check(name or file.stem, _read(file))
            return [name or file.stem]
        files = [each for each in await engine.instructions.all() if name in {"", each.name}]
        if not files:
            raise NotFound(f"There is no agent named '{name}'.")
        problems = [each.problem for each in files if each.problem]
        if problems:
            raise InputError("; ".join(problems))
        return [each.name for each in files]

    checked = each.run(work)
    each.show({"checked": checked}, f"No problem in {', '.join(checked)}.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error

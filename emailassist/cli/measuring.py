"""`emailassist evaluate | doctor`.

Owns: the commands that measure and look after the program. Must not: judge by themselves.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress as Bar

from emailassist.cli.session import FAILED, session, table
from emailassist.domain.errors import EmailAssistError
from emailassist.engine.engine import Engine
from emailassist.engine.labelled import read_rows


def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Labelled mail, one JSON object a line.")],
    endpoint: Annotated[str, typer.Option(help="Another than the default one.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure triage on labelled mail, without touching any account."""
    each = session(context, as_json=as_json)
    try:
        rows = read_rows(file)
    except EmailAssistError as error:
        each.fail(error)

    async def work(engine: Engine) -> dict[str, Any]:
        with Bar(console=each.err, transient=True, disable=each.as_json) as bar:
            task = bar.add_task("Evaluating", total=len(rows))
            return await engine.evaluate(
                rows,
                lambda done, *_: bar.update(task, completed=done),
                endpoint=endpoint or None,
            )

    result = each.run(work)
    each.show(result, figures_text(result))


def figures_text(figures: dict[str, Any]) -> str:
    """The figures for a person, without the rows."""
    category, needs = figures["category"], figures["needs_reply"]
    lines = [
        f"{figures['messages']} messages, {figures['seconds_per_message']} s each",
        f"Category: accuracy {category['accuracy']}, lenient {category['lenient_accuracy']}, "
        f"macro-F1 {category['macro_f1']}",
        f"Needs reply: accuracy {needs['accuracy']}, macro-F1 {needs['macro_f1']}",
        "Decided by: " + ", ".join(f"{k} {v:.0%}" for k, v in figures["coverage"].items()),
        f"Model calls {figures['model_calls']}, tokens {figures['tokens']}",
    ]
    for label, scores in category["per_label"].items():
        lines.append(
            f"  {label:16} precision {scores['precision']:.2f}  recall {scores['recall']:.2f}  "
            f"of {scores['support']}"
        )
    return "\n".join(lines)


def doctor(context: typer.Context) -> None:
    """Look whether everything the program needs is there; code 1 if not."""
    each = session(context)
    found = each.run(Engine.doctor)
    rows = [("ok" if f.fine else "!", f.what, f.text, f.hint) for f in found]
    each.show({"findings": [asdict(f) for f in found]}, table(("", "What", "", "To do"), rows))
    if any(f.needed for f in found):
        raise typer.Exit(FAILED)

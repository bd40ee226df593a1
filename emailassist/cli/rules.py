"""`emailassist rules …`.

Owns: the commands about rules. Must not: read the file of rules or apply one.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer

from emailassist.cli.session import session, table
from emailassist.domain.rule import Precision, ShownRule
from emailassist.engine.engine import Engine

app = typer.Typer(help="The rules that look at every message first.", no_args_is_help=True)


@app.command("list")
def list_rules(context: typer.Context) -> None:
    """List every rule: what it looks for, how often it was right, how often it fired here."""

    async def work(engine: Engine) -> tuple[Sequence[ShownRule], str]:
        return await engine.rules.all(), engine.rules.problem

    each = session(context)
    found, problem = each.run(work)
    if problem:
        each.tell(f"The rules from before are in force: {problem}")
    rows = [
        (
            rule.info.name,
            rule.info.title,
            "on" if rule.on else "off",
            precision_words(rule.precision),
            rule.fired,
            rule.sentence or rule.info.why,
        )
        for rule in found
    ]
    each.show(
        {"rules": [rule_data(rule) for rule in found], "problem": problem},
        table(("Name", "Title", "", "Right", "Fired", "What it looks for"), rows),
    )


def rule_data(rule: ShownRule) -> dict[str, Any]:
    """A rule for --json."""
    share = rule.precision.share if rule.precision else None
    return asdict(rule) | {"right": round(share, 4) if share is not None else None}


def precision_words(precision: Precision | None) -> str:
    """How often it was right, with the number of messages that this is known from."""
    if precision is None or precision.share is None:
        return "not measured"
    return f"{precision.share:.0%} of {precision.fired}"


@app.command("on")
def switch_on(context: typer.Context, name: str) -> None:
    """Switch a rule on."""
    _switch(context, name, on=True)


@app.command("off")
def switch_off(context: typer.Context, name: str) -> None:
    """Switch a rule off: it neither decides, warns nor shows."""
    _switch(context, name, on=False)


def _switch(context: typer.Context, name: str, *, on: bool) -> None:
    each = session(context)
    each.run(lambda engine: engine.rules.switch(name, on=on))
    each.show({"name": name, "on": on}, f"{name} is {'on' if on else 'off'}.")

"""`emailassist rules …`.

Owns: the commands about rules. Must not: read the file of rules or apply one.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from emailassist.cli.session import Session, session, table
from emailassist.domain.counted import counted
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.own_rule import OwnRule, meaning
from emailassist.domain.rule import ShownRule
from emailassist.domain.views import MessageRow
from emailassist.engine.engine import Engine

app = typer.Typer(help="The rules that look at every message first.", no_args_is_help=True)


@app.command("list")
def list_rules(context: typer.Context) -> None:
    """List every rule: how often it was right, how often it fired here; `show` says why."""

    async def work(engine: Engine) -> tuple[Sequence[ShownRule], str]:
        return await engine.rules.all(), engine.rules.problem

    each = session(context)
    found, problem = each.run(work)
    if problem:
        each.tell(f"The rules from before are in force: {problem}")
    rows = [
        (
            rule.info.name,
            "on" if rule.on else "off",
            _right(rule),
            rule.fired,
        )
        for rule in found
    ]
    each.show(
        {"rules": [rule_data(rule) for rule in found], "problem": problem},
        table(("Name", "", "Right", "Fired"), rows),
    )


def rule_data(rule: ShownRule) -> dict[str, Any]:
    """A rule for --json."""
    share = rule.precision.share if rule.precision else None
    return asdict(rule) | {"right": round(share, 4) if share is not None else None}


def _right(rule: ShownRule) -> str:
    """How often it was right, with the number of messages that this is known from."""
    precision = rule.precision
    if rule.own:
        return "yours"
    if not rule.info.speaks_for:
        return "a fact"
    if precision is None or precision.share is None:
        return "not measured"
    return f"{precision.share:.0%} of {precision.fired}"


@app.command("show")
def show(context: typer.Context, name: str) -> None:
    """Show what a rule looks for, and why."""

    async def work(engine: Engine) -> ShownRule:
        for rule in await engine.rules.all():
            if rule.info.name == name:
                return rule
        raise NotFound(f"There is no rule “{name}”.", hint="`rules list` lists them.")

    each = session(context)
    rule = each.run(work)
    each.show(
        rule_data(rule),
        f"{rule.info.title} ({'on' if rule.on else 'off'}): {rule.sentence or rule.info.why}\n"
        f"Right: {_right(rule)}. Fired {_times(rule.fired)} here.",
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


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
    each.run(lambda engine: engine.rules.switch(name, on=on), owning=True)
    each.show({"name": name, "on": on}, f"{name} is {'on' if on else 'off'}.")


_SENTENCE = Annotated[
    str,
    typer.Argument(
        help="Such as: mail from my landlord is personal and urgent. In English, Spanish or French."
    ),
]
_SHOWN = 20
"""Messages that are named where a rule is tried."""


@app.command("add")
def add(
    context: typer.Context,
    sentence: _SENTENCE,
    sender: Annotated[
        list[str] | None,
        typer.Option("--from", help="Whose mail it is about, instead of whom the sentence names."),
    ] = None,
    name: Annotated[str, typer.Option(help="What to call it.")] = "",
    here: Annotated[bool, typer.Option(help="Rule on messages that are here already, too.")] = True,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Add a rule of your own, said in a sentence; what was understood is shown first."""
    each = session(context)

    async def understand(engine: Engine) -> tuple[OwnRule, str, int]:
        rule = _changed(await engine.rules.understand(sentence), sender, name)
        words = meaning(rule, engine.rules.title_of(rule.category))
        return rule, words, len(await engine.rules.matching(rule))

    rule, words, count = each.run(understand)
    each.tell(f"{words} {_matching(rule, count)}")
    if not yes and not each.as_json and not typer.confirm("Put it in force?", err=True):
        raise typer.Exit(1)
    ruled = each.run(lambda engine: engine.rules.put(rule, here=here), owning=True)
    each.show(
        {"rule": asdict(rule), "meaning": words, "matching": count, "ruled": ruled},
        f"{rule.name} is in force; it has ruled on {counted(ruled)}. "
        f"`emailassist rules remove {rule.name}` takes that back.",
    )


def _changed(rule: OwnRule, sender: Sequence[str] | None, name: str) -> OwnRule:
    if sender:
        rule = replace(rule, sender=tuple(sender))
    return replace(rule, name=name) if name else rule


def _matching(rule: OwnRule, count: int) -> str:
    if count:
        return f"It is about {counted(count)} here."
    for each in rule.sender:
        local, at, domain = each.partition("@")
        if not at and "." not in each:
            return f"Nobody called “{each}” writes to you; name an address with --from."
        if local and domain and "." not in domain:
            return (
                f"“{each}” is a part of an address; say all of it, or “{local}@” for whichever"
                " domain."
            )
    return "No message here is such mail yet."


@app.command("try")
def try_rule(
    context: typer.Context,
    sentence: _SENTENCE,
    sender: Annotated[
        list[str] | None,
        typer.Option("--from", help="Whose mail it is about, instead of whom the sentence names."),
    ] = None,
) -> None:
    """Show what a sentence means and which messages it is about; nothing is changed."""
    each = session(context)

    async def work(
        engine: Engine,
    ) -> tuple[OwnRule, str, Sequence[MessageKey], Sequence[MessageRow]]:
        rule = _changed(await engine.rules.understand(sentence), sender, "")
        keys = await engine.rules.matching(rule)
        words = meaning(rule, engine.rules.title_of(rule.category))
        return rule, words, keys, await engine.rows(keys[:_SHOWN])

    rule, words, keys, rows = each.run(work)
    about = _matching(rule, len(keys))
    data = {"rule": asdict(rule), "meaning": words, "about": about, "matching": list(keys)}
    each.show(data, f"{words} {about}")
    if rows and not each.as_json:
        named = [(row.key, row.sender.label if row.sender else "", row.subject) for row in rows]
        each.show(data, table(("Message", "From", "Subject"), named))


@app.command("remove")
def remove(context: typer.Context, name: str) -> None:
    """Remove a rule of your own; what it said of messages is taken back."""
    each = session(context)
    rule = each.run(lambda engine: engine.rules.remove(name), owning=True)
    each.show({"removed": asdict(rule)}, f"{name} is removed.")


@app.command("check")
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Another file than that of the home.")] = None,
) -> None:
    """Check the file of rules; says the line and what is allowed."""
    each = session(context)
    text = _read(each, file) if file is not None else None

    async def work(engine: Engine) -> int:
        found = await (engine.rules.check_file() if text is None else engine.rules.check(text))
        return len(found.rules)

    count = each.run(work)
    rules = "1 rule" if count == 1 else f"{count} rules"
    each.show({"rules": count}, f"No problem; it has {rules} of your own.")


def _read(each: Session, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        each.fail(InputError(f"{path} cannot be read: {error.strerror}."))
    except UnicodeDecodeError:
        each.fail(InputError(f"{path} cannot be read: it is no text in UTF-8."))

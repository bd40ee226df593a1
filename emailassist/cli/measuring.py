"""`emailassist evaluate | quality … | doctor`.

Owns: the commands that measure and look after the program. Must not: judge by themselves.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.progress import Progress as Bar

from emailassist.cli.figures_text import figures_text, wrong_rows
from emailassist.cli.session import FAILED, Session, session, table
from emailassist.domain.drift import Drift
from emailassist.domain.errors import EmailAssistError, InputError
from emailassist.domain.measured import Measured, SetChoice, SetKind, Variant, Way
from emailassist.engine.engine import Engine
from emailassist.engine.figures.plain import about, plain_pair, plain_report, way
from emailassist.engine.measuring import Measurement
from emailassist.engine.quality_words import compared, named, priced

_TOLD: Final = 20
"""Rows that cannot be read are named up to so many."""
app = typer.Typer(help="How good triage is, and whether it stays so.", no_args_is_help=True)


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Labelled mail, one JSON object a line.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="The shipped sample mailbox.")] = False,
    corrections: Annotated[
        bool,
        typer.Option("--corrections", help="What you corrected, judged by what you said before."),
    ] = False,
    endpoint: Annotated[str, typer.Option(help="Another than the default one.")] = "",
    no_llm: Annotated[
        bool, typer.Option("--no-llm", help="Rules, classifier and its best guess; no model.")
    ] = False,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="Rules alone.")] = False,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            help="A way to triage, several times: usual, rules, local, endpoint:NAME, or "
            "FILE@VERSION of an instruction file (`quality ways` lists them). The first is what "
            "the others are compared with."
        ),
    ] = None,
    categories: Annotated[
        str,
        typer.Option(
            help="Only these may be answered, such as “fyi,newsletter”: for a set that knows fewer."
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before models are paid.")] = False,
    wrong: Annotated[
        int, typer.Option(min=0, help="List the first so many messages judged wrongly.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure triage on labelled mail, without touching any account."""
    each = session(context, as_json=as_json)
    ways = compare or []
    try:
        chosen = replace(
            _chosen(file, sample=sample, corrections=corrections), categories=_names(categories)
        )
        _require_one(endpoint, no_llm, rules_only, ways)
    except EmailAssistError as error:
        each.fail(error)

    async def work(engine: Engine) -> Measurement:
        variants = await _variants(engine, endpoint, ways, no_llm=no_llm, rules_only=rules_only)
        if (ways or corrections) and not yes:
            await _ask(each, engine, chosen, variants)
        with Bar(
            console=each.err, transient=True, disable=each.as_json or not each.err.is_terminal
        ) as bar:
            task = bar.add_task("Evaluating")
            return await engine.quality.measure(
                chosen,
                variants,
                lambda done, total, _: bar.update(task, completed=done, total=total or None),
            )

    found = each.run(work)
    if ways:
        each.show(_side_by_side(found), _compared_text(found))
    else:
        figures = found.figures[0]
        text = [figures_text(figures), *found.report.notes]
        text += wrong_rows(figures, wrong) if wrong else []
        each.show({**figures, **_about(found)}, "\n".join(text))
    if found.left_out:
        for fault in found.left_out[:_TOLD]:
            each.tell(f"{chosen.path}:{fault.line}: {fault.problem}")
        if (more := len(found.left_out) - _TOLD) > 0:
            each.tell(f"… and {more:,} more; --json lists them all.")
        raise typer.Exit(FAILED)


def _about(found: Measurement) -> dict[str, Any]:
    return {**about(found.report), "left_out": [asdict(fault) for fault in found.left_out]}


def _chosen(file: Path | None, *, sample: bool, corrections: bool) -> SetChoice:
    given = sum((file is not None, sample, corrections))
    if given != 1:
        ask = "Only one of them:" if given else "Name what to measure on:"
        raise InputError(f"{ask} a file of labelled mail, --sample or --corrections.")
    if file is not None:
        return SetChoice(SetKind.FILE, str(file))
    return SetChoice(SetKind.SAMPLE if sample else SetKind.CORRECTIONS)


def _names(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in given.split(",") if (name := each.strip())))


def _require_one(endpoint: str, no_llm: bool, rules_only: bool, ways: Sequence[str]) -> None:
    if sum(map(bool, (endpoint, no_llm, rules_only, ways))) > 1:
        raise InputError("--endpoint, --no-llm, --rules-only and --compare go one at a time.")
    if len(ways) == 1:
        raise InputError(
            f"There is nothing to compare “{ways[0]}” with: give --compare at least twice.",
            hint="Such as --compare rules --compare local; `quality ways` lists them all.",
        )


async def _variants(
    engine: Engine, endpoint: str, ways: Sequence[str], *, no_llm: bool, rules_only: bool
) -> tuple[Variant, ...]:
    if ways:
        known = await engine.quality.variants()
        return tuple(dict.fromkeys(_read(way, known) for way in ways))
    if endpoint:
        return (Variant(Way.ENDPOINT, endpoint),)
    return (Variant(Way.LOCAL if no_llm else Way.RULES if rules_only else Way.USUAL),)


def _read(way: str, known: Sequence[Variant]) -> Variant:
    """The way of that name; a version may be shortened."""
    for each in known:
        if way in {each.key, each.name if each.way is Way.ENDPOINT else each.key}:
            return each
    starting = [each for each in known if "@" in way and each.key.startswith(way)]
    if len(starting) == 1:
        return starting[0]
    ways = [each.key for each in known if each.way is not Way.INSTRUCTIONS]
    raise InputError(
        f"“{way}” is no way to triage that is known here; there is {', '.join(ways)}, and "
        "FILE@VERSION for each version of an instruction file.",
        hint="`quality ways` lists them.",
    )


async def _ask(
    each: Session, engine: Engine, chosen: SetChoice, variants: Sequence[Variant]
) -> None:
    price = await engine.quality.price(chosen, variants)
    if not price.calls:
        return
    each.tell(priced(price))
    if each.as_json:
        raise InputError(f"Nothing was asked: {priced(price)}", hint="--yes does it.")
    typer.confirm("Go on?", abort=True, err=True)


def _side_by_side(found: Measurement) -> dict[str, Any]:
    report = found.report
    return {
        **_about(found),
        "messages": report.messages,
        "ways": [
            {**way(each), **figures}
            for each, figures in zip(report.results, found.figures, strict=True)
        ],
        "pairs": [plain_pair(pair) for pair in report.pairs],
    }


def _compared_text(found: Measurement) -> str:
    lines = []
    for each, figures in zip(found.report.results, found.figures, strict=True):
        lines += [f"— {named(each.variant)}", figures_text(figures), ""]
    lines += [compared(pair) for pair in found.report.pairs]
    return "\n".join([*lines, *found.report.notes])


@app.command("ways")
def ways(context: typer.Context) -> None:
    """The ways to triage that can be compared with `evaluate --compare`."""
    each = session(context)
    found = each.run(lambda engine: engine.quality.variants())
    each.show(
        {"ways": [{"way": one.key, "title": named(one)} for one in found]},
        table(("Way", ""), [(one.key, named(one)) for one in found]),
    )


@app.command("reports")
def reports(context: typer.Context) -> None:
    """What was measured before, newest first."""
    each = session(context)
    state = each.run(lambda engine: engine.quality.state())
    rows = [
        (
            report.id,
            f"{report.at:%Y-%m-%d %H:%M}",
            report.chosen.path or report.chosen.kind.value,
            report.messages,
            "; ".join(map(_result, report.results)),
        )
        for report in state.reports
    ]
    each.show(
        {"reports": [plain_report(one) for one in state.reports], "corrections": state.corrections},
        table(("No.", "When (UTC)", "Set", "Messages", "Right or accepted"), rows)
        if rows
        else "Nothing was measured yet: `emailassist evaluate`.",
    )


def _result(result: Measured) -> str:
    right = result.quality.category.lenient
    return named(result.variant) + (f" {right.value:.0%}" if right else "")


@app.command("drift")
def drift(context: typer.Context) -> None:
    """Compare this week's triaged mail with the weeks before."""
    each = session(context)

    async def work(engine: Engine) -> tuple[Drift, tuple[str, ...]]:
        found = await engine.weekly.look()
        return found, await engine.weekly.words(found)

    found, sentences = each.run(work)
    each.show({**_drift(found), "sentences": list(sentences)}, "\n".join(sentences))


def _drift(found: Drift) -> dict[str, Any]:
    return {
        "at": found.at.isoformat(),
        "too_little": found.too_little,
        "moves": [asdict(move) for move in found.moves],
        "weeks": [
            {
                "start": week.start.isoformat(),
                "messages": week.messages,
                "categories": dict(week.categories),
                "corrected": week.corrected,
                "confidence": round(week.sure, 4),
            }
            for week in found.weeks
        ],
    }


def doctor(context: typer.Context) -> None:
    """Look whether everything the program needs is there; code 1 if not."""
    each = session(context)
    found = each.run(Engine.doctor)
    rows = [("ok" if f.fine else "!", f.what, f.text, f.hint) for f in found]
    each.show({"findings": [asdict(f) for f in found]}, table(("", "What", "", "To do"), rows))
    if any(f.needed for f in found):
        raise typer.Exit(FAILED)

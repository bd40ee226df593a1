"""`emailassist endpoint limit` and `emailassist endpoint tier`.

Owns: the commands about how much endpoints may be used, and in which order. Must not: count.
"""

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from emailassist.cli.session import session, table
from emailassist.domain.endpoint import Budget, Endpoint
from emailassist.domain.errors import NotFound
from emailassist.engine.engine import Engine

app = typer.Typer()

Amount = Annotated[int | None, typer.Option(min=0, help="0: no limit.")]
Money = Annotated[float | None, typer.Option(min=0, help="US dollars; 0: no limit.")]


@app.command("limit")
def limit(
    context: typer.Context,
    name: str,
    requests_per_minute: Amount = None,
    tokens_per_minute: Amount = None,
    context_tokens: Annotated[
        int | None, typer.Option(min=0, help="What the model reads at once; 0: ask the server.")
    ] = None,
    daily_money: Money = None,
    monthly_money: Money = None,
    daily_tokens: Amount = None,
    monthly_tokens: Amount = None,
) -> None:
    """Say how much of an endpoint may be used; without options, show it."""
    limits = {
        "requests_per_minute": requests_per_minute,
        "tokens_per_minute": tokens_per_minute,
        "context_tokens": context_tokens,
    }
    budget = {
        "daily_money": daily_money,
        "monthly_money": monthly_money,
        "daily_tokens": daily_tokens,
        "monthly_tokens": monthly_tokens,
    }

    def edit(endpoint: Endpoint) -> Endpoint:
        given: dict[str, Any] = {key: value for key, value in limits.items() if value is not None}
        return replace(endpoint, **given, budget=_changed(endpoint.budget, budget))

    async def work(engine: Engine) -> Endpoint:
        if any(value is not None for value in (*limits.values(), *budget.values())):
            await engine.models.change(name, edit)
        return await engine.models.require(name)

    each = session(context)
    endpoint = each.run(work)
    found = {key: getattr(endpoint, key) for key in limits} | asdict(endpoint.budget)
    rows = [(key, value or "no limit") for key, value in found.items()]
    each.show({"endpoint": name, **found}, table(("Limit", "Value"), rows))


def _changed(budget: Budget, wanted: dict[str, float | int | None]) -> Budget:
    given = {key: value for key, value in wanted.items() if value is not None}
    return Budget(**(asdict(budget) | given))


@app.command("tier")
def tier(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="fast, default or strong; none: all.")] = "",
    endpoints: Annotated[
        list[str] | None, typer.Argument(help="The endpoints to try, in this order.")
    ] = None,
    like_default: Annotated[
        bool, typer.Option("--like-default", help="Use those of the default tier.")
    ] = False,
) -> None:
    """Show the tiers, or say which endpoints a tier tries and in which order."""

    async def work(engine: Engine) -> dict[str, tuple[str, ...]]:
        if name and (endpoints or like_default):
            await engine.models.set_tier(name, endpoints or ())
        tiers = await engine.models.tiers()
        if name and name not in tiers:
            raise NotFound(f"There is no tier “{name}”.", hint=f"Known: {', '.join(tiers)}.")
        return tiers

    each = session(context)
    found = each.run(work)
    rows = [(key, ", then ".join(names)) for key, names in found.items()]
    each.show({key: list(names) for key, names in found.items()}, table(("Tier", "Asks"), rows))

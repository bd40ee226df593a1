"""`emailassist endpoint …` and `emailassist model …`.

Owns: the commands about where models run. Must not: talk to a model by itself.
"""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from emailassist.cli.session import session, table
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind, EndpointReport, SystemRole
from emailassist.engine.engine import Engine

app = typer.Typer()
model = typer.Typer(help="The model on this machine.", no_args_is_help=True)


@app.command("add")
def add(
    context: typer.Context,
    name: str,
    base_url: Annotated[str, typer.Option(help="For example http://127.0.0.1:11434/v1")],
    model_name: Annotated[str, typer.Option("--model", help="The model's name there.")],
    key_variable: Annotated[
        str, typer.Option(help="An environment variable that holds the key.")
    ] = "",
    key_command: Annotated[str, typer.Option(help="A command that prints the key.")] = "",
    ask_key: Annotated[
        bool, typer.Option("--ask-key", help="Ask for a key and keep it in the keyring.")
    ] = False,
    timeout: Annotated[
        float | None, typer.Option(min=1, help="Seconds for one request.", show_default="60")
    ] = None,
    max_concurrent: Annotated[
        int | None, typer.Option(min=1, help="Requests at once.", show_default="4")
    ] = None,
    default: Annotated[
        bool | None,
        typer.Option("--default/--no-default", help="Use a new one for triage from now on."),
    ] = None,
) -> None:
    """Add an OpenAI-compatible endpoint, or change the one of that name: what is not given stays.

    A key stays only if the new address is on the same server.
    """
    source, secret = _key(name, key_variable, key_command, ask=ask_key)

    async def work(engine: Engine) -> tuple[bool, bool]:
        old = next((one for one in await engine.models.all() if one.name == name), None)
        before = old or Endpoint(name, EndpointKind.OPENAI_COMPATIBLE)
        endpoint = replace(
            before,
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=base_url,
            model=model_name,
            secret=source or _kept_key(before, base_url),
            timeout=timeout or before.timeout,
            max_concurrent=max_concurrent or before.max_concurrent,
            writes=before.writes or (base_url, model_name) != (before.base_url, before.model),
        )
        await engine.models.add(endpoint, secret)
        used = default if default is not None else old is None
        if used:
            await engine.models.use(name)
        return used, old is None

    each = session(context)
    used, is_new = each.run(work)
    told = (
        f"{'Added' if is_new else 'Changed'} {name}. `emailassist endpoint check {name}` tries it."
    )
    each.show({"added": name, "default": used, "new": is_new}, told)


def _kept_key(before: Endpoint, base_url: str) -> SecretSource:
    """A key is for the server that it was given for."""
    same = _server(before.base_url) == _server(base_url)
    return before.secret if same else SecretSource(SecretKind.NONE)


def _server(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""  # refused when it is added
    return parts.scheme, parts.netloc.casefold()


def _key(
    name: str, variable: str, command: str, *, ask: bool
) -> tuple[SecretSource | None, str | None]:
    if variable:
        return SecretSource(SecretKind.ENVIRONMENT, variable), None
    if command:
        return SecretSource(SecretKind.COMMAND, command), None
    if ask:
        secret = typer.prompt(f"Key for {name}", hide_input=True)
        return SecretSource(SecretKind.KEYRING, f"endpoint {name}"), secret
    return None, None


_Listed = tuple[Endpoint, EndpointReport | None]


@app.command("list")
def list_endpoints(context: typer.Context) -> None:
    """List the endpoints; the default one is marked."""

    async def work(engine: Engine) -> tuple[list[_Listed], dict[str, tuple[str, ...]]]:
        found = [(e, await engine.models.last_check(e.name)) for e in await engine.models.all()]
        return found, await engine.models.tiers()

    each = session(context)
    found, tiers = each.run(work)
    default = tiers["default"][0]
    rows = [("*" if e.name == default else "", e.name, e.model, e.base_url) for e, _ in found]
    each.show(
        {
            "default": default,
            "tiers": {tier: list(names) for tier, names in tiers.items()},
            "endpoints": [
                {"name": e.name, "kind": e.kind.value, "base_url": e.base_url, "model": e.model}
                | {"check": asdict(report) if report else None}
                for e, report in found
            ],
        },
        table(("", "Name", "Model", "Address"), rows),
    )


@app.command("check")
def check(context: typer.Context, name: Annotated[str, typer.Argument()] = "") -> None:
    """Try in about ten seconds what an endpoint can do, and how fast."""

    async def work(engine: Engine) -> EndpointReport:
        return await engine.models.check(name or await engine.models.default())

    each = session(context)
    report = each.run(work)
    each.show(asdict(report), _told(report))
    if not _usable(report):
        raise typer.Exit(1)


def _usable(report: EndpointReport) -> bool:
    return report.reachable and (report.json_schema or report.writes)


def _told(report: EndpointReport) -> str:
    if not _usable(report):
        return "\n".join([f"{report.endpoint} cannot be used.", *report.problems])
    return "\n".join(
        [
            f"{report.endpoint} answers with the model {report.model}.",
            f"Keeps answers to: {_form(report)}",
            f"Writes well enough to draft replies: {_yes(report.writes)}",
            f"Calls tools: {_yes(report.tools)}; streams: {_yes(report.streams)}; "
            f"thinks aloud: {_yes(report.reasons)}; instructions: {_role(report)}",
            f"Reads at once: {_context(report)}",
            f"Costs: {_price(report)}",
            f"Reads {report.prompt_rate:.0f} and writes {report.generation_rate:.0f} tokens a "
            f"second; first word after {report.first_token_seconds:.2f} s",
            *report.problems,
        ]
    )


def _form(report: EndpointReport) -> str:
    if report.json_schema:
        return "a JSON schema"
    return "JSON of any form" if report.json_object else "no form"


def _role(report: EndpointReport) -> str:
    if report.system_role is SystemRole.NONE:
        return "only in the person's message"
    return f"in the {report.system_role} role"


def _context(report: EndpointReport) -> str:
    if report.context_tokens:
        return f"{report.context_tokens:,} tokens"
    return "the server does not tell; see `emailassist endpoint limit --context-tokens`"


def _price(report: EndpointReport) -> str:
    if report.free:
        return "nothing"
    if not report.price_known:
        return "not known; prices.toml may say it"
    when = f" (as of {report.price_as_of})" if report.price_as_of else ""
    return f"${report.input_price:g} in and ${report.output_price:g} out a million tokens{when}"


def _yes(value: object) -> str:
    return "yes" if value else "no"


@app.command("use")
def use(context: typer.Context, name: str) -> None:
    """Use that endpoint for triage from now on."""

    async def work(engine: Engine) -> None:
        await engine.models.use(name)

    each = session(context)
    each.run(work)
    each.show({"default": name}, f"{name} is used from the next triage on.")


@app.command("remove")
def remove(context: typer.Context, name: str) -> None:
    """Remove an endpoint and its key."""

    async def work(engine: Engine) -> None:
        await engine.models.remove(name)

    each = session(context)
    each.run(work)
    each.show({"removed": name}, f"Removed {name}.")


@model.command("fetch")
def fetch(context: typer.Context) -> None:
    """Fetch the small model (98 MB) unless it is here; its checksum is pinned."""

    async def work(engine: Engine) -> Path:
        return await engine.models.fetch()

    each = session(context)
    path = each.run(work)
    each.show({"model": str(path)}, f"The on-device model is here: {path}")

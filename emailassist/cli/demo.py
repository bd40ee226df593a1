"""`emailassist demo`: the ordinary program on a sample mailbox.

Owns: starting the sample servers, adding their account, and the report. Must not: make
anything behave differently because it is a demo.
"""

import json
import os
import shlex
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emailassist import paths
from emailassist.cli.figures_text import figures_text
from emailassist.cli.session import Session, has_display, program_name, session
from emailassist.domain.account import NewAccount, SecretKind, SecretSource
from emailassist.domain.errors import EmailAssistError, SettingsError, WorldError
from emailassist.domain.events import Finished
from emailassist.domain.views import Sidebar
from emailassist.engine.engine import Engine
from emailassist.engine.evaluation import figures
from emailassist.engine.labelled import sample_rows

if TYPE_CHECKING:
    from emailassist.demo.servers import DemoAccess

ACCOUNT = "Sample mailbox"
VARIABLE = "EMAILASSIST_SAMPLE_SECRET"


def demo(
    context: typer.Context,
    headless: Annotated[bool, typer.Option("--headless", help="Work without a window.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the figures against the expected labels here.")
    ] = None,
    screenshot: Annotated[
        Path | None, typer.Option(help="Save a picture of the window here.")
    ] = None,
) -> None:
    """Start a sample mailbox on this machine and work on it."""
    # The servers' packages are not loaded for the other commands or the ordinary window.
    from emailassist.demo.servers import DemoServers

    each = session(context)
    home = each.home if each.home_was_given else each.home / "sample"
    each = replace(each, home=home)
    headless = headless or report is not None or not has_display()
    servers = DemoServers(paths.Paths(home).demo, sample_folder())
    try:
        paths.Paths(home).make_home()
        access = servers.start()
        os.environ[VARIABLE] = access.secret
        if headless:
            _work_headless(each, access, report, servers.outgoing)
        else:
            each.run(lambda engine: prepare(engine, access), owning=True)
        if screenshot is not None or not headless:
            if not has_display():
                os.environ["QT_QPA_PLATFORM"] = "offscreen"
            raise typer.Exit(each.window(screenshot=screenshot, closing=headless))
    except EmailAssistError as error:
        each.fail(error)
    finally:
        servers.stop()


def sample_folder() -> Path:
    """Where the sample mailbox's messages are."""
    return paths.shipped("resources") / "sample_mailbox"


async def prepare(engine: Engine, access: "DemoAccess") -> None:
    """Add the sample account, or tell the one of an earlier start where the servers are now."""
    new = NewAccount(
        name=ACCOUNT,
        address=access.address,
        imap=access.imap,
        smtp=access.smtp,
        username=access.username,
        secret=SecretSource(SecretKind.ENVIRONMENT, VARIABLE),
    )
    for account in await engine.accounts():
        if account.name == ACCOUNT:
            await engine.change_account(replace(account, imap=new.imap, smtp=new.smtp), None)
            return
    await engine.add_account(new, None)


def _work_headless(
    each: Session, access: "DemoAccess", report: Path | None, outgoing: Path
) -> None:
    """Synchronise, triage and say what came out."""
    gold = sample_rows()

    async def work(engine: Engine) -> tuple[dict[str, Any], Sidebar]:
        await prepare(engine, access)
        started = time.monotonic()
        _require(await engine.sync())
        synced = time.monotonic()
        _require(await engine.triage())
        triaged = time.monotonic()
        await engine.settle_outbox()
        result = figures(await engine.judged(gold), seconds=triaged - synced)
        result["sync_seconds"] = round(synced - started, 3)
        return result, await engine.sidebar()

    result, sidebar = each.run(work, owning=True)
    program = shlex.join((program_name(), "--home", str(each.home)))
    if report is not None:
        try:
            report.write_text(json.dumps(result, ensure_ascii=False, indent=1, default=str))
        except OSError as error:
            each.fail(SettingsError(f"{report} cannot be written: {error.strerror}."))
    text = "\n".join(
        [
            f"Read {sum(box.total for box in sidebar.mailboxes)} messages over IMAP in "
            f"{result['sync_seconds']} s; {sidebar.untriaged} are not triaged.",
            figures_text(result),
            f"{sidebar.needs_reply} messages wait for a reply; {sidebar.drafts} drafts wait for "
            f"you: `{program} drafts list`.",
            f"The mail servers of the sample have stopped. To send replies, open the window on "
            f"them: `{program} demo`. What is sent arrives in {outgoing}",
        ]
    )
    each.show(result, text)


def _require(finished: Finished) -> None:
    if finished.problem or finished.cancelled:
        raise WorldError(finished.problem or finished.text)

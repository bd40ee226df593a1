"""`emailassist watch`.

Owns: keeping the engine at work without a window. Must not: know what that work is.
"""

import asyncio
import signal
import sys

import typer

from emailassist.cli.session import session
from emailassist.domain.events import Event, Finished
from emailassist.engine.engine import Engine

_ENDING = (signal.SIGINT, signal.SIGTERM)


def watch(context: typer.Context) -> None:
    """Work without a window until interrupted: new mail as it comes, triage, what is to be sent."""

    def tell(event: Event) -> None:
        if isinstance(event, Finished):
            said = {"job": event.job.value, "result": event.text, "problem": event.problem}
            each.show(said, event.problem or event.text)
            sys.stdout.flush()

    async def work(engine: Engine) -> None:
        ended = asyncio.Event()
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for number in _ENDING:
                loop.add_signal_handler(number, ended.set)
        engine.subscribe(tell)
        engine.start_working()
        await ended.wait()

    each = session(context)
    each.run(work, owning=True)

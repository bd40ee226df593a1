"""The program in a process of its own, which a test kills in the middle of its work.

The processes come from a server that has everything loaded and forks, so that one costs
milliseconds. Nothing of the program is changed, but for a count of its writes.
"""

import asyncio
import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from emailassist.app import open_engine
from emailassist.engine import confined
from emailassist.store.database import Database, open_writer
from tests.faults.world import SECRET_VARIABLE
from tests.imap.dovecot import PASSWORD

Work = Literal["sync", "send", "tell", "triage"]
_LONGEST = 30.0
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


@dataclass
class Victim:
    """One process of the program over a home; `at_write` is the write before which it dies."""

    home: Path
    work: Work
    at_write: int | None = None
    _process: BaseProcess | None = None

    def start(self) -> None:
        """Begin the work."""
        self._process = _forks.Process(target=_live, args=[self.home, self.work, self.at_write])
        self._process.start()

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        if self._process is not None and self._process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    def wait(self) -> bool:
        """Until it has ended; whether it was killed."""
        assert self._process is not None
        self._process.join(_LONGEST)
        code = self._process.exitcode
        if code is None:
            self.kill()
            raise AssertionError("the process did not end")
        assert code in {0, -signal.SIGKILL}, code
        self._process.close()
        return code != 0


def _live(home: Path, work: Work, at_write: int | None) -> None:
    os.environ[SECRET_VARIABLE] = PASSWORD
    if at_write is not None:
        vars(confined)["open_writer"] = lambda path: _mortal(open_writer(path), at_write)
    asyncio.run(_do(home, work))
    os._exit(0)


async def _do(home: Path, work: Work) -> None:
    engine = open_engine(home)
    await engine.start()
    if work == "sync":
        await engine.sync()
    elif work == "tell":
        await engine.actions.tell_servers()
    elif work == "triage":
        await engine.triage()
    else:
        await engine.settle_outbox(again=True)
    await engine.stop()


def _mortal(db: Database, at_write: int) -> Database:
    """The database, at whose nth statement from now on the process is killed."""
    left = at_write

    def count(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    db.conn.set_trace_callback(count)
    return db

"""Both servers of the sample mailbox in one background thread.

Owns: their start and stop, the password of one run, and the lock on their folder.
Must not: outlive `stop`, or write the password anywhere.
"""

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from emailassist.demo.imap_server import serve_imap
from emailassist.demo.seed import seed
from emailassist.demo.smtp_sink import serve_smtp
from emailassist.domain.account import Security, Server
from emailassist.domain.address import Address
from emailassist.domain.errors import SettingsError, WorldError

CLARA = Address("Clara Vidal", "clara.vidal@tallernorte.example")
"""Whose mailbox it is."""

_HOST = "127.0.0.1"
_STOP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """How to reach the servers of this run."""

    imap: Server
    smtp: Server
    username: str
    secret: str = field(repr=False)
    address: Address = CLARA


class DemoServers:
    """The servers over `directory`, filled from the files in `sample` at the first start.

    What happened to the mail is still so after a stop, or a kill, and another start; ports and
    password change. `start` and `stop` block, and belong to one thread.
    """

    def __init__(self, directory: Path, sample: Path) -> None:
        self._directory = directory
        self._sample = sample
        self._running = ExitStack()

    @property
    def outgoing(self) -> Path:
        """The folder with the mail that the SMTP server accepted."""
        return self._directory / "outgoing"

    def start(self) -> DemoAccess:
        """Returns when both servers take connections; raises what keeps them from it."""
        with ExitStack() as stack:
            stack.enter_context(_locked(self._directory))
            mail = self._directory / "mail"
            seed(mail, self._sample)
            self.outgoing.mkdir(exist_ok=True)
            access, stop = _run(mail, self.outgoing)
            stack.callback(stop)
            self._running = stack.pop_all()
        return access

    def stop(self) -> None:
        """Close every connection and wait until the thread has ended."""
        self._running.close()


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep a second program off the same files; the system frees the lock of a killed one."""
    lock = FileLock(directory / "lock")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise WorldError(
            "The sample mailbox is in use by another emailassist.",
            hint="Close the other one, or use another --home.",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{directory} cannot be written: {error.strerror}.", hint="Choose another --home."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _run(mail: Path, outgoing: Path) -> tuple[DemoAccess, Callable[[], None]]:
    """Start the thread; returns how to reach the servers, and how to end it."""
    ready: Future[tuple[DemoAccess, Callable[[], None]]] = Future()

    def work() -> None:
        try:
            asyncio.run(_serve(mail, outgoing, ready))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    # A daemon: a crash of the main thread must not leave the process hanging on it.
    thread = threading.Thread(target=work, name="demo-servers", daemon=True)
    thread.start()
    access, end = ready.result()

    def stop() -> None:
        with suppress(RuntimeError):  # the loop is closed: the thread has ended by itself
            end()
        thread.join(_STOP_SECONDS)

    return access, stop


async def _serve(
    mail: Path, outgoing: Path, ready: Future[tuple[DemoAccess, Callable[[], None]]]
) -> None:
    username, secret = CLARA.email, secrets.token_urlsafe(18)
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        loop.call_soon_threadsafe(over.set)

    # Clients that go in the middle of an answer are no news on the terminal.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    imap = await serve_imap(_HOST, mail, username, secret)
    smtp = await serve_smtp(_HOST, outgoing, username, secret)
    try:
        access = DemoAccess(_address(imap), _address(smtp), username, secret)
        ready.set_result((access, stop))
        await over.wait()
    finally:
        # Not waited for: the conversations under way are cancelled when this coroutine ends.
        imap.close()
        smtp.close()


def _address(listening: asyncio.Server) -> Server:
    return Server(_HOST, listening.sockets[0].getsockname()[1], Security.NONE)

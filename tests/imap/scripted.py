"""An IMAP server on loopback that says what a test tells it, however wrong."""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from emailassist.domain.account import Security, Server


class Conversation:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._over = over
        self.tag = b"*"
        self.capabilities = b"IMAP4rev1"

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def greet(self) -> None:
        self.send(b"* OK [CAPABILITY " + self.capabilities + b"] ready\r\n")

    def command(self) -> bytes:
        """The next command without its tag; b'' when the client is gone.

        CAPABILITY and NOOP are answered here: when they are said is the client's affair.
        """
        while True:
            self.tag, _, command = self._lines.readline().strip().partition(b" ")
            if command == b"CAPABILITY":
                self.answer(b"OK done", b"CAPABILITY " + self.capabilities)
            elif command == b"NOOP":
                self.answer(b"OK done")
            else:
                return command

    def line(self) -> bytes:
        """What the client sends as part of a command."""
        return self._lines.readline().rstrip(b"\r\n")

    def answer(self, tagged: bytes, *untagged: bytes) -> None:
        for line in untagged:
            self.send(b"* " + line + b"\r\n")
        self.send(self.tag + b" " + tagged + b"\r\n")

    def log_in(self) -> None:
        """Greet and accept any password."""
        self.greet()
        self.command()
        self.answer(b"OK [CAPABILITY " + self.capabilities + b"] welcome")

    def select(self) -> None:
        self.command()
        self.answer(
            b"OK [READ-WRITE] selected",
            b"2 EXISTS",
            b"0 RECENT",
            b"FLAGS (\\Seen)",
            b"OK [UIDVALIDITY 7] valid",
            b"OK [UIDNEXT 3] next",
        )

    def hang(self) -> None:
        """Say nothing until the test is over."""
        self._over.wait()


class ScriptedImap:
    """Runs `converse` for every connection, each in a thread; the connection closes after it."""

    def __init__(self, converse: Callable[[Conversation], None]) -> None:
        self._converse = converse
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.server = Server("127.0.0.1", self._listening.getsockname()[1], Security.NONE)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=[connection], daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            conversation = Conversation(connection, self._over)
            with conversation._lines:
                self._converse(conversation)

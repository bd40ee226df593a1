"""From the server's push line on the wire to the message in the list of the engine.

python benchmarks/push.py [--messages 1000] [--runs 20]

The engine synchronises with a private Dovecot through a relay that notes when ``EXISTS`` passes it
on the connection that idles. Dovecot itself waits about half a second before it tells; that is
its affair. The peer is the least that can be: a bare socket that idles through the same relay
and reads the new message's header with one command.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from emailassist.app import open_engine
from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.address import Address
from emailassist.domain.credential import Credential
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, DovecotProcess

USER = "benchmark"
VARIABLE = "BENCHMARK_PASSWORD"
EXISTS = re.compile(rb"^\* \d+ EXISTS\r$", re.MULTILINE)


class Relay:
    """Passes connections on to a server, and notes when it told of new messages by itself."""

    def __init__(self, port: int) -> None:
        self.told = 0.0
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near, _ = self._listening.accept()
            far = socket.create_connection(("127.0.0.1", self._port))
            idling = threading.Event()
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._up, args=[near, far, idling], daemon=True).start()
            threading.Thread(target=self._down, args=[far, near, idling], daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket, idling: threading.Event) -> None:
        while data := near.recv(65536):
            if data.endswith(b" IDLE\r\n"):
                idling.set()
            elif data == b"DONE\r\n":
                idling.clear()
            far.sendall(data)
        far.close()

    def _down(self, far: socket.socket, near: socket.socket, idling: threading.Event) -> None:
        try:
            while data := far.recv(65536):
                if idling.is_set() and EXISTS.search(data):
                    self.told = time.monotonic()
                near.sendall(data)
        except OSError:  # the near side has gone
            far.close()


def deliver(server: Server, number: int) -> None:
    """Put one more message into INBOX, by another way."""
    raw = (
        f"From: Ana <ana@example.org>\r\nTo: me@example.org\r\nSubject: Message {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\n\r\nHello.\r\n"
    )
    with ImapSession.open(server, USER, Credential(PASSWORD)) as session:
        session.append("INBOX", raw.encode(), [], datetime.now(UTC))


async def visible(engine: Engine, changed: asyncio.Event, count: int) -> float:
    """When so many rows are in the list."""
    while True:
        changed.clear()
        keys = await engine.list_keys(Listing())
        if len(keys) >= count and await engine.rows(keys[:1]):
            return time.monotonic()
        await asyncio.wait_for(changed.wait(), 30)


async def ours(server: Server, relay: Relay, messages: int, runs: int) -> list[float]:
    """Seconds from the push line to the row, of each run."""
    with tempfile.TemporaryDirectory() as home:
        engine = open_engine(Path(home))
        await engine.start()
        changed = asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, ChangeSet):
                changed.set()

        engine.subscribe(hear)
        near = Server("127.0.0.1", relay.port, Security.NONE)
        me = Address("Me", "me@example.org")
        secret = SecretSource(SecretKind.ENVIRONMENT, VARIABLE)
        await engine.add_account(NewAccount("Me", me, near, near, USER, secret), None)
        await engine.preferences.set("triage_unasked", "0")
        engine.start_working()
        await visible(engine, changed, messages)
        await asyncio.sleep(1)
        seconds = []
        for number in range(messages, messages + runs):
            await asyncio.to_thread(deliver, server, number)
            seconds.append(await visible(engine, changed, number + 1) - relay.told)
        await engine.stop()
        return seconds


def bare(server: Server, relay: Relay, runs: int) -> list[float]:
    """The same for a socket that asks for the header and does nothing with it."""
    with socket.create_connection(("127.0.0.1", relay.port)) as connection:
        lines = connection.makefile("rb")

        def until(start: bytes) -> bytes:
            while not (line := lines.readline()).startswith(start):
                pass
            return line

        until(b"* OK")
        for command in (f'a LOGIN {USER} "{PASSWORD}"'.encode(), b"a SELECT INBOX"):
            connection.sendall(command + b"\r\n")
            until(b"a OK")
        seconds = []
        for number in range(runs):
            connection.sendall(b"b IDLE\r\n")
            until(b"+")
            deliver(server, number)
            until(b"*")
            connection.sendall(b"DONE\r\n")
            until(b"b OK")
            connection.sendall(b"c FETCH * (FLAGS INTERNALDATE BODY.PEEK[HEADER])\r\n")
            until(b"c OK")
            seconds.append(time.monotonic() - relay.told)
        return seconds


def main() -> None:
    """Measure both and print medians, the worst, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    os.environ[VARIABLE] = PASSWORD
    with DovecotProcess() as dovecot:
        server = dovecot.server(Security.NONE)
        for number in range(arguments.messages):
            deliver(server, number)
        relay = Relay(dovecot.plain_port)
        ours_all = asyncio.run(ours(server, relay, arguments.messages, arguments.runs))
        bare_all = bare(server, relay, arguments.runs)
    median, peer = (1000 * statistics.median(each) for each in (ours_all, bare_all))
    print(  # noqa: T201
        f"push to row: {median:.1f} ms, at worst {1000 * max(ours_all):.1f} ms; "
        f"a bare socket {peer:.1f} ms; ratio {median / peer:.1f}"
    )


if __name__ == "__main__":
    main()

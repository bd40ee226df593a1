"""A proxy on loopback that stands between a client and an honest server, and is not honest.

What it does is drawn from a seeded `Random` before the connection begins, so that a seed repeats
it (as far as both sides' pieces of data fall the same way).
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Protocol, Self

from emailassist.domain.account import Security, Server

Piece = bytes | float
"""Bytes to pass on, or seconds to wait before the next."""
_CHUNK = 65536
_HUNGER = 0.3
"""Seconds of silence after which a client that waits for what never comes is cut off."""


class CutOff(Exception):  # noqa: N818 - named for what happens
    """Both sides are closed at once."""


class Flow(Protocol):
    """What becomes of one direction's data."""

    starving: bool
    """The other side may wait for ever by now; the proxy closes once nothing comes any more."""

    def through(self, data: bytes) -> Iterator[Piece]:
        """What is passed on of it. Raises CutOff."""


@dataclass
class Calm:
    """Passes everything."""

    starving: bool = False

    def through(self, data: bytes) -> Iterator[Piece]:
        yield data


@dataclass
class CutAt:
    """Closes after that many bytes; before that, calls `then` (a test may kill somebody)."""

    left: int
    then: Callable[[], None] = lambda: None
    starving: bool = False

    def through(self, data: bytes) -> Iterator[Piece]:
        yield data[: self.left]
        self.left -= len(data)
        if self.left <= 0:
            self.then()
            raise CutOff


@dataclass
class StallAt:
    """Says nothing for some seconds after that many bytes."""

    left: int
    seconds: float
    starving: bool = False

    def through(self, data: bytes) -> Iterator[Piece]:
        due = 0 < self.left <= len(data)
        if due:
            yield data[: self.left]
            yield self.seconds
        yield data[self.left if due else 0 :]
        self.left -= len(data)


@dataclass
class Drip:
    """Passes the first `left` bytes in pieces of at most `size`, with a pause after each."""

    left: int
    size: int
    seconds: float
    starving: bool = False

    def through(self, data: bytes) -> Iterator[Piece]:
        start = 0
        while start < len(data) and self.left > 0:
            piece = data[start : start + self.size]
            yield piece
            yield self.seconds
            start += len(piece)
            self.left -= len(piece)
        yield data[start:]


Mangle = Callable[[bytes], tuple[Piece, ...] | None]
"""What to send instead of one whole response; None: this one does not lend itself to it."""

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")


class AtResponse:
    """Lets whole IMAP responses (lines with their literals) through and mangles one of them.

    The first from the `index`th on that lends itself to it. Only for connections in the clear.
    """

    def __init__(self, index: int, mangle: Mangle, *, starving: bool = False) -> None:
        self.starving = False
        self._starves = starving
        self._left = index
        self._mangle = mangle
        self._done = False
        self._rest = b""

    def through(self, data: bytes) -> Iterator[Piece]:
        self._rest += data
        while (end := _end_of_response(self._rest)) is not None:
            response, self._rest = self._rest[:end], self._rest[end:]
            yield from self._passed(response)

    def _passed(self, response: bytes) -> Iterator[Piece]:
        self._left -= 1
        if self._done or self._left >= 0 or (instead := self._mangle(response)) is None:
            yield response
            return
        self._done, self.starving = True, self._starves
        for piece in instead:
            if piece == b"":
                raise CutOff
            yield piece


def _end_of_response(data: bytes) -> int | None:
    start = 0
    while (line_end := data.find(b"\r\n", start)) >= 0:
        literal = _LITERAL.search(data[start : line_end + 2])
        if literal is None:
            return line_end + 2
        start = line_end + 2 + int(literal[1])
        if start > len(data):
            return None
    return None


Flows = tuple[Flow, Flow]
"""Of one connection: the client's data, the server's data."""


@dataclass
class Traffic:
    """How much has passed, over all connections."""

    connections: int = 0
    up: int = 0
    down: int = 0


class ChaosProxy:
    """Listens on a port of its own; `plan` says for each connection what becomes of its data."""

    def __init__(self, target: Server, plan: Callable[[], Flows] | None = None) -> None:
        self.plan = plan or calm
        self.traffic = Traffic()
        self.refusing = False
        self._target = target
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.server = Server("127.0.0.1", self._listening.getsockname()[1], Security.NONE)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        self._thread.join(timeout=5)

    def cut(self) -> None:
        """Close every connection now."""
        for each in list(self._open):
            _close(each)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.refusing:
                    client.close()
                    continue
                self.traffic.connections += 1
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        up, down = self.plan()
        address = (self._target.host, self._target.port)
        with (
            client,
            contextlib.suppress(OSError),
            socket.create_connection(address) as server,
        ):
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pair = {client, server}
            self._open |= pair
            asking = threading.Thread(
                target=self._carry, args=[client, server, up, "up", down], daemon=True
            )
            asking.start()
            self._carry(server, client, down, "down", down)
            asking.join()
            self._open -= pair

    def _carry(
        self, source: socket.socket, sink: socket.socket, flow: Flow, way: str, down: Flow
    ) -> None:
        try:
            while data := _received(source, down if flow is down else None):
                setattr(self.traffic, way, getattr(self.traffic, way) + len(data))
                for piece in flow.through(data):
                    if isinstance(piece, float):
                        time.sleep(piece)
                    else:
                        sink.sendall(piece)
        except (CutOff, OSError):
            pass
        _close(source)
        _close(sink)


def _received(source: socket.socket, hungry: Flow | None) -> bytes:
    while True:
        source.settimeout(_HUNGER)
        try:
            return source.recv(_CHUNK)
        except TimeoutError:
            if hungry is not None and hungry.starving:
                return b""
        finally:
            source.settimeout(None)


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def calm() -> Flows:
    """Nothing happens."""
    return Calm(), Calm()


# One fault each: drawn from a seed, for a conversation of about `size` bytes from the server.


def _offset(random: Random, size: int) -> int:
    """Anywhere, but the beginning as often as the end: much happens there in few bytes."""
    return 1 + int(size ** random.random()) if random.random() < 0.5 else random.randint(1, size)


def _index(random: Random, size: int) -> int:
    return int((size / 400) ** random.random()) if random.random() < 0.5 else random.randint(0, 60)


def _cut_down(random: Random, size: int) -> Flows:
    return Calm(), CutAt(_offset(random, size))


def _cut_up(random: Random, size: int) -> Flows:
    return CutAt(_offset(random, 1500)), Calm()


def _stall(random: Random, size: int) -> Flows:
    return Calm(), StallAt(_offset(random, size), 0.2)


def _drip(random: Random, size: int) -> Flows:
    return Drip(300, random.randint(1, 7), 0.0005), Drip(2000, random.randint(1, 29), 0.0005)


def _tagged(word: bytes) -> Mangle:
    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        tag, _, rest = response.partition(b" ")
        if tag in {b"*", b"+"} or not rest.startswith(b"OK"):
            return None
        return (tag + b" " + word + b" not today\r\n",)

    return mangle


def _bye(_: bytes) -> tuple[Piece, ...]:
    return (b"* BYE the server goes down\r\n", b"")


def _untagged(response: bytes, *words: bytes) -> bool:
    return response.startswith(b"* ") and any(word in response[:60] for word in words)


def _garbage(random: Random) -> Mangle:
    junk = random.choice(
        [
            random.randbytes(random.randint(1, 300)).replace(b"\n", b" ") + b"\r\n",
            b"* \r\n",
            b"* 99999999999999999999 FETCH (\r\n",
            b"* 3 FETCH (UID ) FLAGS ((((\r\n",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"* LIST (\r\n",
            b")\r\n",
            b"* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {12}\r\nabc",
        ]
    )
    return lambda response: (junk, response)


def _huge(random: Random) -> Mangle:
    size = random.choice([b"4294967295", b"99999999999999999999", b"800000000"])

    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        if not _untagged(response, b"FETCH"):
            return None
        return (
            (re.sub(rb"\{\d+\}", b"{%s}" % size, response, count=1), b"")
            if (b"}\r\n" in response)
            else (b"* 1 FETCH (UID 1 BODY[] {%s}\r\nxxxxxx" % size, b"")
        )

    return mangle


def _exists(random: Random) -> Mangle:
    wrong = random.choice([0, 1, 100_000, 4_294_967_295])

    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        return (b"* %d EXISTS\r\n" % wrong,) if b" EXISTS" in response[:20] else None

    return mangle


def _length(random: Random) -> Mangle:
    change = random.choice([-40, -3, -1, 1, 2, 50, 5000])

    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        literal = re.search(rb"\{(\d+)\}\r\n", response)
        if literal is None or int(literal[1]) + change < 0:
            return None
        new = b"{%d}\r\n" % (int(literal[1]) + change)
        return (response[: literal.start()] + new + response[literal.end() :],)

    return mangle


def _foreign_uid(random: Random) -> Mangle:
    """A number that nobody asked for."""

    def mangle(response: bytes) -> tuple[Piece, ...] | None:
        if not _untagged(response, b"FETCH"):
            return None
        foreign = b"UID %d" % random.randint(1_000_000, 4_000_000_000)
        return (re.sub(rb"\bUID \d+", foreign, response, count=1),)

    return mangle


def _twice(response: bytes) -> tuple[Piece, ...] | None:
    return (response, response) if _untagged(response, b"") else None


def _dropped(response: bytes) -> tuple[Piece, ...] | None:
    return () if _untagged(response, b"FETCH", b"SEARCH", b"LIST", b"EXISTS", b"FLAGS") else None


class _Swap:
    """Two untagged responses in the other order."""

    def __init__(self) -> None:
        self.starving = False
        self._responses = AtResponse(0, lambda response: None)
        self._held = b""

    def through(self, data: bytes) -> Iterator[Piece]:
        for piece in self._responses.through(data):
            assert isinstance(piece, bytes)
            if _untagged(piece, b" FETCH ") and not self._held:
                self._held = piece
                continue
            swapped = _untagged(piece, b" FETCH ")
            yield piece + self._held if swapped else self._held + piece
            self._held = b""


KINDS: dict[str, Callable[[Random, int], Flows]] = {
    "cut-down": _cut_down,
    "cut-up": _cut_up,
    "stall": _stall,
    "drip": _drip,
    "bye": lambda random, size: (Calm(), AtResponse(_index(random, size), _bye)),
    "no": lambda random, size: (Calm(), AtResponse(_index(random, 4000), _tagged(b"NO"))),
    "bad": lambda random, size: (Calm(), AtResponse(_index(random, 4000), _tagged(b"BAD"))),
    "garbage": lambda random, size: (
        Calm(),
        AtResponse(_index(random, size), _garbage(random), starving=True),
    ),
    "huge": lambda random, size: (Calm(), AtResponse(_index(random, size), _huge(random))),
    "exists": lambda random, size: (Calm(), AtResponse(0, _exists(random))),
    "length": lambda random, size: (
        Calm(),
        AtResponse(_index(random, size), _length(random), starving=True),
    ),
    "foreign-uid": lambda random, size: (
        Calm(),
        AtResponse(_index(random, size), _foreign_uid(random)),
    ),
    "twice": lambda random, size: (Calm(), AtResponse(_index(random, size), _twice)),
    "dropped": lambda random, size: (Calm(), AtResponse(_index(random, size), _dropped)),
    "swapped": lambda random, size: (Calm(), _Swap()),
}
"""What may go wrong between an IMAP client and its server."""

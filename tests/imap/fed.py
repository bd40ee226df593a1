"""A session whose server has said everything before it is asked."""

import socket
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import cast

from emailassist.domain.account import Security, Server
from emailassist.imap.channel import Channel
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.session import ImapSession
from emailassist.imap.wire import Wire

SERVER = Server("127.0.0.1", 143, Security.NONE)


class FedSocket:
    """Gives out these chunks, then the end; keeps what it is sent. Each read takes `seconds`."""

    def __init__(self, chunks: Iterable[bytes], seconds: float = 0.0) -> None:
        self._chunks = iter(chunks)
        self._seconds = seconds
        self._timeout = 1.0
        self.now = 0.0
        self.given = 0
        self.sent = b""

    def recv(self, _size: int) -> bytes:
        self.now += self._seconds
        chunk = next(self._chunks, b"")
        self.given += len(chunk)
        return chunk

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def settimeout(self, seconds: float) -> None:
        self._timeout = seconds

    def gettimeout(self) -> float:
        return self._timeout

    def close(self) -> None:
        self._chunks = iter(())


def wire_over(fed: FedSocket) -> Wire:
    return Wire(cast(socket.socket, fed), 1.0, lambda: fed.now)


def session_over(fed: FedSocket, *capabilities: str) -> ImapSession:
    """A session that is logged in; its first command has the tag T1."""
    channel = Channel(wire_over(fed))
    channel.capabilities = frozenset(capabilities)
    return ImapSession(channel, SERVER, Interrupt())


def in_pieces(data: bytes, *cuts: int) -> Iterator[bytes]:
    """The data, cut at these places."""
    places = [0, *sorted(cut for cut in cuts if 0 < cut < len(data)), len(data)]
    return (data[a:b] for a, b in pairwise(places) if a < b)

"""The octets of one connection: lines and counted octets in, commands out.

Every wait, every length and the slowest pace are bounded, whatever the server does.

Owns: the socket, its buffer, TLS and compression (RFC 4978). Must not: know commands.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

from emailassist.imap.compression import Compression
from emailassist.imap.errors import Ended, Garbled
from emailassist.imap.pace import Pace

_CHUNK = 256 * 1024
LONGEST_LINE = 1024 * 1024
LONGEST_LIST = 16 * 1024 * 1024
"""Octets of a line that lists UIDs: two million of them."""
LARGEST_LITERAL = 512 * 1024 * 1024

_LISTS = (b"* SEARCH", b"* ESEARCH", b"* VANISHED")
_SENT_AT_ONCE = 64 * 1024
_BULK = 64 * 1024
"""What is read on within a literal of at least this size tells the speed of the link."""


class Wire:
    """A connected socket. Blocks; raises OSError, `Ended` and `Garbled`.

    `timeout` is seconds for every single wait; five of them may pass until 64 KiB more, or the
    end of a command, have come.
    """

    def __init__(
        self,
        connection: socket.socket,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._socket = connection
        self._clock = clock
        self._socket.settimeout(timeout)
        self._patience = 5 * timeout
        self._waited = 0.0
        self._since = 0
        self._chunk = b""
        self._at = 0
        self._compression: Compression | None = None
        self.pace = Pace()

    @property
    def tls(self) -> ssl.SSLSocket | None:
        """The encrypted socket, or None where nothing is encrypted."""
        return self._socket if isinstance(self._socket, ssl.SSLSocket) else None

    @property
    def is_compressed(self) -> bool:
        return self._compression is not None

    @property
    def has_more(self) -> bool:
        """Whether something can be read without waiting for the socket to be readable."""
        pending = self.tls is not None and self.tls.pending() > 0
        unpacked = self._compression is not None and self._compression.has_more
        return self._at < len(self._chunk) or pending or unpacked

    def fileno(self) -> int:
        """The socket's descriptor, to wait for it."""
        return self._socket.fileno()

    def be_patient(self) -> None:
        """Something new is expected: what was waited for so far no longer counts."""
        self._waited = 0.0
        self._since = 0

    def line(self) -> bytes:
        """The next line without its end."""
        end = self._chunk.find(b"\n", self._at)
        if end < 0:
            return self._long_line()
        start, self._at = self._at, end + 1
        return self._chunk[start:end].removesuffix(b"\r")

    def _long_line(self) -> bytes:
        parts = [self._chunk[self._at :]]
        length = len(parts[0])
        while True:
            self._refill()
            end = self._chunk.find(b"\n")
            part = self._chunk if end < 0 else self._chunk[:end]
            parts.append(part)
            length += len(part)
            if length > LONGEST_LINE:
                _check_length(b"".join(parts[:3]), length)
            if end >= 0:
                self._at = end + 1
                return b"".join(parts).removesuffix(b"\r")

    def octets(self, count: int) -> bytes:
        """The next `count` octets; what was only announced takes no memory."""
        if count > LARGEST_LITERAL:
            raise Garbled("a message is larger than anything this program reads")
        end = self._at + count
        if end <= len(self._chunk):
            start, self._at = self._at, end
            return self._chunk[start:end]
        found = BytesIO()
        found.write(self._chunk[self._at :])
        missing = count - found.tell()
        while missing > len(self._refill(measured=count >= _BULK)):
            found.write(self._chunk)
            missing -= len(self._chunk)
        found.write(self._chunk[:missing])
        self._at = missing
        return found.getvalue()

    def send(self, data: bytes) -> None:
        """Send all of it; the time-out holds for each 64 KiB."""
        if self._compression is not None:
            data = self._compression.pack(data)
        view = memoryview(data)
        for start in range(0, len(view), _SENT_AT_ONCE):
            self._socket.sendall(view[start : start + _SENT_AT_ONCE])

    def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Encrypt from here on."""
        if self._at < len(self._chunk):
            # Whoever sits in between may have put it there (CVE-2011-0411).
            raise Garbled("there was more after the agreement to encrypt")
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def start_compression(self) -> None:
        """Compress both ways from here on."""
        self._compression = Compression()
        self._chunk = self._compression.unpack(self._chunk[self._at :])
        self._at = 0

    @contextmanager
    def less_patience(self, timeout: float) -> Iterator[None]:
        """Inside, wait no longer than that at a time, in seconds."""
        before, patience = self._socket.gettimeout(), self._patience
        self._socket.settimeout(timeout if before is None else min(timeout, before))
        self._patience = min(timeout, patience)
        try:
            yield
        finally:
            with suppress(OSError):
                self._socket.settimeout(before)
            self._patience = patience

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _refill(self, *, measured: bool = False) -> bytes:
        """Put what comes next in place of the chunk, which has been read, and return it."""
        self._chunk, self._at = b"", 0
        while not self._chunk:
            if self._compression is None:
                self._chunk = self._receive(measured=measured)
            elif self._compression.has_more:
                self._chunk = self._compression.unpack()
            else:
                self._chunk = self._compression.unpack(self._receive(measured=measured))
        return self._chunk

    def _receive(self, *, measured: bool) -> bytes:
        began = self._clock()
        data = self._socket.recv(_CHUNK)
        if not data:
            raise Ended("the server closed it")
        seconds = self._clock() - began
        if measured:
            self.pace.add(len(data), seconds)
        self._since += len(data)
        self._waited += seconds
        if self._since >= _BULK:
            self.be_patient()
        elif self._waited > self._patience:
            raise TimeoutError("the answer comes too slowly")
        return data


def _check_length(start: bytes, length: int) -> None:
    limit = LONGEST_LIST if start.upper().startswith(_LISTS) else LONGEST_LINE
    if length > limit:
        raise Garbled("a line has no end")

"""Ending a blocking call from another thread.

Owns: a second handle on the connection's socket. Must not: read or write it.
"""

import contextlib
import socket
import threading


class Interrupt:
    """Shuts the watched connection down, so that whoever waits for it returns at once.

    It keeps a duplicate of the descriptor: shutting that down ends the connection at every
    stage (TCP connect, TLS handshake, command) without touching the TLS object, which belongs
    to the other thread. Every method may be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._triggered = False

    @property
    def triggered(self) -> bool:
        return self._triggered

    def watch(self, connection: socket.socket) -> None:
        """Watch this socket from now on; it is shut down at once if already triggered."""
        self.release()
        with self._lock:
            self._handle = connection.dup()
            if self._triggered:
                _shut_down(self._handle)

    def trigger(self) -> None:
        """End the connection now, and any that is watched later."""
        with self._lock:
            self._triggered = True
            if self._handle is not None:
                _shut_down(self._handle)

    def release(self) -> None:
        """Give the handle back; the connection itself is closed by its owner."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None


def _shut_down(handle: socket.socket) -> None:
    # Not connected (yet, or any more): on Linux this still ends a pending connect.
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)

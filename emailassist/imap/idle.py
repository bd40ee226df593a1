"""Waiting for the server to tell that a mailbox has changed (RFC 2177).

Owns: IDLE, its renewal, and being woken from another thread. Must not: read what has changed.
"""

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from emailassist.imap.channel import Channel, Response
from emailassist.imap.errors import Garbled

RENEW_SECONDS = 28 * 60.0
"""A server may end a connection that says nothing for half an hour (RFC 2177 section 3)."""
_LOOK_SECONDS = 60.0
"""How often a wait looks whether the computer has slept, and the connection may be dead."""
_ANSWER_SECONDS = 10.0
_MOST_LINES = 10_000
_NEWS = {b"EXISTS", b"EXPUNGE", b"VANISHED", b"FETCH"}

Seconds = Callable[[], float]


class Wake:
    """Wakes whoever waits, from any thread; once."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._here.close()
        self._there.close()

    def set(self) -> None:
        """Wake it now, or as soon as it waits."""
        self._there.send(b"!")

    def fileno(self) -> int:
        """Readable once it is set."""
        return self._here.fileno()


class Idling:
    """IDLE in the selected mailbox of a connection that does nothing else until `end`.

    `passed` tells the seconds that have really passed, sleep of the computer included.
    """

    def __init__(
        self,
        channel: Channel,
        wake: Wake,
        translating: Callable[[], AbstractContextManager[None]],
        *,
        renew_seconds: float = RENEW_SECONDS,
        passed: Seconds = time.monotonic,
    ) -> None:
        self._channel = channel
        self._wake = wake
        self._translating = translating
        self._renew_seconds = renew_seconds
        self._passed = passed
        self._tag: bytes | None = None
        self._renew_at = 0.0

    def wait(self) -> bool:
        """Wait for news; True when the mailbox has changed, False when woken. Blocks.

        What changed between the selection and the first wait is news too. Raises WorldError.
        """
        with self._translating(), selectors.DefaultSelector() as selector:
            selector.register(self._channel.wire.fileno(), selectors.EVENT_READ)
            selector.register(self._wake.fileno(), selectors.EVENT_READ)
            while True:
                if self._tag is None and self._begin():
                    return True
                ready = self._look(selector)
                if self._wake.fileno() in ready:
                    return False
                if self._channel.wire.has_more or ready:
                    if self._hear():
                        return True
                elif self._passed() >= self._renew_at and self._end():
                    return True

    def end(self) -> None:
        """Stop waiting, so that the connection takes commands again; raises WorldError."""
        with self._translating():
            if self._tag is not None:
                self._end()

    def _look(self, selector: selectors.BaseSelector) -> set[int]:
        """Wait a little for the socket or the wake; the descriptors that are ready."""
        before = self._passed()
        timeout = min(_LOOK_SECONDS, max(self._renew_at - before, 0.0))
        ready = selector.select(0 if self._channel.wire.has_more else timeout)
        if self._passed() - before > timeout + _LOOK_SECONDS:
            self._renew_at = 0.0  # it slept: see whether anybody is still there
        return {key.fd for key, _ in ready}

    def _begin(self) -> bool:
        """Start idling; whether there was news before the server agreed."""
        self._tag = self._channel.start(b"IDLE")
        self._renew_at = self._passed() + self._renew_seconds
        return self._hear_until(lambda response: response.tag == b"+")

    def _end(self) -> bool:
        """Stop idling; whether there was news until the server had stopped."""
        wire = self._channel.wire
        with wire.less_patience(_ANSWER_SECONDS):
            wire.send(b"DONE\r\n")
            return self._hear_until(lambda _: self._tag is None)

    def _hear(self) -> bool:
        """Take in what has come, without waiting for more; whether it is news."""
        self._channel.wire.be_patient()
        news = self._note(self._channel.read())
        for _ in range(_MOST_LINES):
            if self._tag is None or not self._channel.wire.has_more:
                break
            news |= self._note(self._channel.read())
        return news

    def _hear_until(self, is_last: Callable[[Response], bool]) -> bool:
        self._channel.wire.be_patient()
        news = False
        for _ in range(_MOST_LINES):
            response = self._channel.read()
            news |= self._note(response)
            if is_last(response):
                return news
            if self._tag is None:
                raise Garbled("it ended a wait that had not begun")
        raise Garbled("more answers than anybody asked for")

    def _note(self, response: Response) -> bool:
        if response.tag not in {b"*", b"+"}:
            if response.tag == self._tag:
                self._tag = None
            self._channel.conclude(response)
        return response.kind in _NEWS

"""Server-sent events, as streamed completions use them.

Owns: cutting bytes into events and putting them together again. Must not: know what is in one.
Source: WHATWG HTML, section 9.2.
"""

DONE = b"[DONE]"
"""The data of a completion's last event."""


class EventReader:
    """The data of each event, as far as it is there; comments and other fields are dropped."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of the events that are complete now."""
        *lines, self._rest = (self._rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        found: list[bytes] = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                found.append(b"\n".join(self._data))
                self._data = []
        return found

    def end(self) -> list[bytes]:
        """The last event, if the server forgot the empty line after it."""
        return self.feed(b"\n\n")


def event(data: bytes) -> bytes:
    """One event with that data, which has no line break."""
    return b"data: " + data + b"\n\n"

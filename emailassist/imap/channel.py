"""Commands and the answers to them (RFC 9051 section 7).

Answers are read as one stream: what an earlier command still brings is read first, and what the
server says unasked is passed on with the rest, for the caller to take or leave.

Owns: tags, literals, capabilities. Must not: know what a command is for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from emailassist.imap import grammar
from emailassist.imap.errors import Ended, Garbled, Refused, shown
from emailassist.imap.grammar import Code
from emailassist.imap.wire import LARGEST_LITERAL, Wire

_MOST_ANSWERS = 100_000
"""To one command, of which the caller does not expect more."""
_MODEST = 64 * 1024 * 1024
"""Octets of an answer, and of all to one command, where no message is asked for."""
_MOST_PIECES = 1000
_UNDER_WAY = 2
_SMALL = 4096
"""Octets up to which LITERAL- (RFC 7888) lets a literal go without waiting."""
_UNASKED = 256 * 1024
"""The same for LITERAL+: more is not sent before the server has agreed to take it."""

DONE_IN_PART = b"EXPUNGEISSUED"
"""NO, as some of the messages are gone: the others were seen to (RFC 2180, RFC 5530)."""

_LENGTH = re.compile(rb"\{(\d{1,20})\+?\}$")
_STATES = {b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"}


@dataclass(slots=True)
class Response:
    """One response: `tag` is ``*``, ``+`` or a command's; `kind` is OK, FETCH and so on.

    `pieces` is the rest: text, then literals and text in turn.
    """

    tag: bytes
    kind: bytes
    number: int
    pieces: list[bytes]

    @property
    def code(self) -> Code:
        """The response code of a status response."""
        return grammar.code_of(self.pieces[0])


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument that is sent with its length before it."""

    data: bytes


class Channel:
    """One conversation. Raises OSError, `Ended`, `Garbled`, and `Refused` for NO and BAD."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.capabilities: frozenset[str] = frozenset()
        self.is_logged_in = False
        self._count = 0
        self._unread: set[bytes] = set()

    def greet(self) -> None:
        """Read the greeting, and what the server can do."""
        first = self.read()
        if first.tag != b"*" or first.kind not in {b"OK", b"PREAUTH"}:
            raise Garbled("its greeting is none")
        if not self.capabilities:
            self.ask_capabilities()
        self.is_logged_in = first.kind == b"PREAUTH"

    def ask_capabilities(self) -> None:
        """Ask what the server can do."""
        self.run(b"CAPABILITY")

    def has(self, capability: str) -> bool:
        """Whether the server offers it."""
        return capability in self.capabilities

    def run(self, *parts: bytes | Literal) -> tuple[list[Response], Code]:
        """Send a command and return the untagged responses and the final code."""
        return self.finish(self.start(*parts))

    def start(self, *parts: bytes | Literal) -> bytes:
        """Send a command; its tag. A literal waits for the server's consent where it has to."""
        self._count += 1
        tag = b"T%d" % self._count
        pending = [tag, b" "]
        self._unread.add(tag)
        for part in parts:
            if isinstance(part, bytes):
                pending.append(part)
            elif self._is_taken_unasked(part):
                pending += [b"{%d+}\r\n" % len(part.data), part.data]
            else:
                self.wire.send(b"".join([*pending, b"{%d}\r\n" % len(part.data)]))
                self.continuation(tag)
                pending = [part.data]
        self.wire.send(b"".join([*pending, b"\r\n"]))
        return tag

    def continuation(self, tag: bytes) -> bytes:
        """Wait for the server to ask for more of this command; what it says with it."""
        more = self.completion(tag)
        if more is None:
            raise Garbled("a command ended before it was sent")
        return more

    def completion(self, tag: bytes) -> bytes | None:
        """Wait for the end of this command, or for the server to ask for more: what it says."""
        self.wire.be_patient()
        for _ in range(_MOST_ANSWERS):
            response = self.read()
            if response.tag == b"+":
                return response.pieces[0]
            if response.tag == tag:
                self.conclude(response)
                return None
            self._settle(response)
        raise Garbled("more answers than anybody asked for")

    def finish(self, tag: bytes) -> tuple[list[Response], Code]:
        """The untagged responses up to the end of that command, and its code."""
        found: list[Response] = []
        octets = 0
        for response in self.answers(tag):
            if response.tag == tag:
                return found, response.code
            found.append(response)
            octets += sum(map(len, response.pieces))
            if octets > _MODEST:
                raise Garbled("more octets than anybody asked for")
        raise Garbled("a command has no end")

    def answers(self, tag: bytes, *, at_most: int = _MOST_ANSWERS) -> Iterator[Response]:
        """Every response up to the one that ends this command, which is the last.

        Whoever stops in between leaves the rest for the next command to read over.
        """
        return self._next({tag}, at_most)

    def pipelined(self, commands: Iterable[bytes]) -> Iterator[Response]:
        """Every response to several commands, of which two are under way at a time.

        A tagged one says that its command is done. Between two of them the connection may turn
        to compression: never with an answer under way.
        """
        under_way: set[bytes] = set()
        for command in commands:
            while len(under_way) >= _UNDER_WAY or (under_way and self._wants_compression):
                yield from self._next(under_way, largest=LARGEST_LITERAL)
            self._compress_if_wanted()
            under_way.add(self.start(command))
        while under_way:
            yield from self._next(under_way, largest=LARGEST_LITERAL)

    def _next(
        self, under_way: set[bytes], at_most: int = _MOST_ANSWERS, largest: int = _MODEST
    ) -> Iterator[Response]:
        """The responses up to the end of any of these commands, which is forgotten."""
        self.wire.be_patient()
        for _ in range(at_most):
            response = self.read(largest)
            if response.tag in under_way:
                under_way.remove(response.tag)
                self.conclude(response)
                yield response
                return
            if response.tag == b"*":
                yield response
            else:
                self._settle(response)
        raise Garbled("more answers than anybody asked for")

    @property
    def _wants_compression(self) -> bool:
        wire = self.wire
        return wire.pace.is_slow and not wire.is_compressed and self.has("COMPRESS=DEFLATE")

    def _compress_if_wanted(self) -> None:
        """COMPRESS (RFC 4978); a refusal is remembered, as if it had not been offered."""
        if self._wants_compression:
            try:
                self.run(b"COMPRESS DEFLATE")
            except Refused:
                self.capabilities -= {"COMPRESS=DEFLATE"}
            else:
                self.wire.start_compression()

    def _is_taken_unasked(self, literal: Literal) -> bool:
        length = len(literal.data)
        return (length <= _UNASKED and self.has("LITERAL+")) or (
            length <= _SMALL and self.has("LITERAL-")
        )

    def conclude(self, response: Response) -> None:
        """Note the end of a command; raises Refused when it was refused."""
        if response.tag not in self._unread:
            raise Garbled("an answer to nothing")
        self._unread.discard(response.tag)
        code = response.code
        if response.kind != b"OK" and code.name != DONE_IN_PART:
            raise Refused(response.kind, code.name, code.words)

    def _settle(self, response: Response) -> None:
        """The end of another command, whose answer nobody waits for (any more)."""
        if response.tag not in self._unread and response.tag != b"*":
            raise Garbled("an answer to nothing")
        self._unread.discard(response.tag)

    def read(self, largest: int = _MODEST) -> Response:
        """The next response, whatever it belongs to, of no more octets than that."""
        line = self.wire.line()
        tag, _, rest = line.partition(b" ")
        if tag == b"+":
            return Response(tag, b"", 0, [rest])
        kind, _, text = rest.partition(b" ")
        number = 0
        if kind.isdigit():
            number = int(kind[:11])
            kind, _, text = text.partition(b" ")
        response = Response(tag, kind.upper(), number, [text])
        if response.kind in _STATES:
            self._note(response)
        elif tag != b"*" or not kind:
            raise Garbled("a line makes no sense")
        elif text.endswith(b"}"):
            self._read_literals(response.pieces, largest)
        if response.kind == b"CAPABILITY":
            self._keep_capabilities(text)
        return response

    def _read_literals(self, pieces: list[bytes], largest: int) -> None:
        total = 0
        while found := _LENGTH.search(pieces[-1]):
            total += int(found[1]) + len(pieces[-1])
            if total > largest or len(pieces) > _MOST_PIECES:
                raise Garbled("a message is larger than anything this program reads")
            pieces.append(self.wire.octets(int(found[1])))
            pieces.append(self.wire.line())

    def _note(self, response: Response) -> None:
        if response.tag == b"*" and response.kind == b"BYE":
            raise Ended(shown(response.code.words))
        code = response.code
        if code.name == b"CAPABILITY":
            self._keep_capabilities(code.arguments)

    def _keep_capabilities(self, text: bytes) -> None:
        self.capabilities = frozenset(text.decode("ascii", "replace").upper().split())

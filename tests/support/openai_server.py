"""An OpenAI-compatible server on loopback that does what a test tells it, however bad.

    with ScriptedOpenAI(in_turn(error(429), completion("hello"))) as server:
        ... Endpoint(base_url=server.base_url, ...) ...
        assert server.calls == 2

A script is a function from the request seen to a `Reply`; it runs on the server's thread. It
answers POST requests; ``GET /v1/models`` lists `models` unless the script has `handles_get`.
"""

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; `at` is time.monotonic() and `body` the decoded JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    at: float

    @property
    def body(self) -> dict[str, Any]:
        decoded = json.loads(self.raw) if self.raw else {}
        assert isinstance(decoded, dict)
        return decoded

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", []))

    @property
    def prompt(self) -> str:
        """All message texts, one after the other."""
        return "\n".join(_text(message.get("content")) for message in self.messages)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema asked for by response_format, or {}."""
        wanted = self.body.get("response_format") or {}
        return dict((wanted.get("json_schema") or {}).get("schema") or {})


@dataclass(frozen=True)
class Reply:
    """What goes back, in order: wait `delay` s, send head and `body`, then `then`.

    `then` is "finish", "drop" (reset the connection) or "hang" (send nothing more until the
    client goes). `body=None` sends nothing at all. `declared` overrides Content-Length.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = b"{}"
    delay: float = 0.0
    then: str = "finish"
    declared: int | None = None
    tokens: int = 0
    message: Mapping[str, Any] | None = None
    """Set for a chat completion, so that it can be sent as a stream when one is asked for."""
    finish_reason: str = "stop"


Script = Callable[[Seen], Reply]


def completion(
    content: str | Mapping[str, Any] | None,
    *,
    tool_calls: list[tuple[str, Mapping[str, Any]]] | None = None,
    finish_reason: str | None = None,
    prompt_tokens: int = 10,
    completion_tokens: int = 5,
    delay: float = 0.0,
) -> Reply:
    """A chat completion; a mapping as content is sent as JSON text."""
    text = content if isinstance(content, str | None) else json.dumps(content)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if tool_calls:
        message["tool_calls"] = [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for number, (name, arguments) in enumerate(tool_calls)
        ]
    reason = finish_reason or ("tool_calls" if tool_calls else "stop")
    whole = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }
    return Reply(
        body=json.dumps(whole).encode(),
        delay=delay,
        tokens=prompt_tokens + completion_tokens,
        message=message,
        finish_reason=reason,
    )


def answer_json(value: object, *, status: int = 200, delay: float = 0.0) -> Reply:
    return Reply(status=status, body=json.dumps(value).encode(), delay=delay)


def error(
    status: int,
    message: str = "scripted error",
    *,
    kind: str = "error",
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    delay: float = 0.0,
) -> Reply:
    """An error as OpenAI and llama-server word it."""
    told = {"error": {"message": message, "type": kind, "code": code}}
    return Reply(status, headers or {}, json.dumps(told).encode(), delay)


def garbage(body: bytes = b"\x00\xff<html>not json") -> Reply:
    return Reply(body=body)


def hang() -> Reply:
    """Take the request and never answer."""
    return Reply(body=None, then="hang")


def drop() -> Reply:
    """Close the connection without an answer."""
    return Reply(body=None, then="drop")


def half(reply: Reply, *, then: str = "drop") -> Reply:
    """The first half of that reply's body, then the connection is lost (or hangs)."""
    body = reply.body or b""
    return Reply(reply.status, reply.headers, body[: len(body) // 2], then=then, declared=len(body))


def stream(pieces: list[str], *, then: str = "finish", done: bool = True) -> Reply:
    """A streamed completion of those pieces; not `done`: it ends without ``[DONE]``."""
    lines = [_chunk({"role": "assistant", "content": piece}) for piece in pieces]
    if done:
        lines += [_chunk({}, "stop"), "data: [DONE]\n\n"]
    return Reply(
        headers={"content-type": "text/event-stream", "transfer-encoding": "chunked"},
        body="".join(lines).encode(),
        then=then,
        tokens=len(pieces),
    )


def in_turn(*replies: Reply) -> Script:
    """Those replies one after the other; the last one again and again."""
    left = list(replies)
    return lambda _seen: left.pop(0) if len(left) > 1 else left[0]


class ScriptedOpenAI:
    """The server, in a thread of its own while the `with` block lasts."""

    def __init__(
        self,
        script: Script | Reply = lambda _seen: completion("ok"),
        *,
        models: tuple[str, ...] = ("scripted",),
        handles_get: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.script: Script = (lambda _seen: script) if isinstance(script, Reply) else script
        self.models = models
        self.seen: list[Seen] = []
        self.tokens = 0
        self.active = 0
        self.peak = 0
        self.disconnects = 0
        """How often a client went away before its answer was complete."""
        self.problems: list[BaseException] = []
        self._handles_get = handles_get
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="scripted-openai", daemon=True)
        self._started = threading.Event()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        assert self._server is not None
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def calls(self) -> int:
        """Requests that asked the model for something."""
        return sum(seen.method == "POST" for seen in self.seen)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
        if self.problems and value is None:
            raise AssertionError("the script failed") from self.problems[0]

    def wait_until(self, condition: Callable[[], bool], *, within: float = 5.0) -> bool:
        """Wait for something the server's thread brings about; whether it came."""
        end = time.monotonic() + within
        while not condition() and time.monotonic() < end:
            time.sleep(0.005)
        return condition()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        )
        self._started.set()
        self._loop.run_forever()

    async def _close(self) -> None:
        assert self._server is not None
        for listening in self._server.sockets:
            self._loop.remove_reader(listening.fileno())
        await _turns()  # until whoever was accepted just now has its task
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await _turns()  # until every aborted transport has closed its socket
        self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        seen = await _read(reader)
        self.seen.append(seen)
        self.active += 1
        self.peak = max(self.peak, self.active)
        try:
            return await self._send(self._reply(seen), reader, writer)
        finally:
            self.active -= 1

    def _reply(self, seen: Seen) -> Reply:
        if seen.method == "GET" and not self._handles_get:
            rows = [{"id": name, "object": "model"} for name in self.models]
            return answer_json({"object": "list", "data": rows})
        try:
            reply = self.script(seen)
        except Exception as problem:  # noqa: BLE001  # shown when the block ends
            self.problems.append(problem)
            return error(400, "the script failed")
        self.tokens += reply.tokens
        is_json = "json" in seen.headers.get("content-type", "")
        return _streamed(reply) if is_json and seen.body.get("stream") else reply

    async def _send(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if reply.delay and await self._gone(reader, reply.delay):
            return False
        if reply.body is not None:
            writer.write(_head(reply) + _payload(reply))
            await writer.drain()
        if reply.then == "hang":
            await self._gone(reader, None)
        return reply.then == "finish"

    async def _gone(self, reader: asyncio.StreamReader, seconds: float | None) -> bool:
        """Wait, and notice when the client closes the connection meanwhile."""
        try:
            await asyncio.wait_for(reader.read(1), seconds)
        except TimeoutError:
            return False
        self.disconnects += 1
        return True


async def _turns() -> None:
    """Let the loop go round often enough for what was begun to be over."""
    for _ in range(10):
        await asyncio.sleep(0)


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.split(":", 1) for line in head[1:] if line)
    headers = {key.casefold(): value.strip() for key, value in pairs}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, path, headers, raw, time.monotonic())


def _head(reply: Reply) -> bytes:
    headers = {"content-type": "application/json", **reply.headers}
    if headers.get("transfer-encoding") != "chunked":
        length = len(reply.body or b"") if reply.declared is None else reply.declared
        headers["content-length"] = str(length)
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{key}: {value}" for key, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _payload(reply: Reply) -> bytes:
    body = reply.body or b""
    if reply.headers.get("transfer-encoding") != "chunked":
        return body
    end = b"0\r\n\r\n" if reply.then == "finish" else b""
    return b"%x\r\n%b\r\n%b" % (len(body), body, end) if body else end


def _streamed(reply: Reply) -> Reply:
    """A whole completion as one that is streamed word by word."""
    if reply.message is None or reply.status != HTTPStatus.OK:
        return reply
    message = dict(reply.message)
    words = (message.pop("content") or "").split(" ")
    calls = [{**call, "index": at} for at, call in enumerate(message.pop("tool_calls", []))]
    pieces = [words[0], *(f" {word}" for word in words[1:])]
    lines = [_chunk({"role": "assistant", "content": piece}) for piece in pieces if piece]
    if calls:
        lines.append(_chunk({"tool_calls": calls}))
    usage = json.loads(reply.body or b"{}").get("usage")
    lines += [_chunk({}, reply.finish_reason), _chunk(None, usage=usage), "data: [DONE]\n\n"]
    return Reply(
        headers={"content-type": "text/event-stream", "transfer-encoding": "chunked"},
        body="".join(lines).encode(),
        delay=reply.delay,
    )


def _chunk(
    delta: Mapping[str, Any] | None,
    finish_reason: str | None = None,
    *,
    usage: Mapping[str, Any] | None = None,
) -> str:
    choices = (
        [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
    )
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": choices,
        "usage": usage,
    }
    return f"data: {json.dumps(chunk)}\n\n"


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return ""

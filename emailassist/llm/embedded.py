"""The model on this machine: llama.cpp in a child process, started when it is first needed.

Owns: the child's life (start, crash, restart, stop) and the way requests reach it. Must not:
load the model into this process, or know what is asked.
"""

import asyncio
import contextlib
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx2
from typing_extensions import override

from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.errors import EndpointUnreachable, ModelMissing

ADDRESS = "http://on-device.localhost/v1"
"""Stands for the child in a client's base URL; `EmbeddedTransport` puts the real one in."""

DEFAULT_CONTEXT = 4096
STOP_SECONDS = 0.4
EXIT_SECONDS = 0.2
TAIL_BYTES = 4000
_CHILD = Path(__file__).with_name("llama_child.py")


@dataclass(frozen=True, slots=True)
class Served:
    """Where the child answers; good until it stops."""

    base_url: str
    key: str
    process_id: int

    @property
    def headers(self) -> Mapping[str, str]:
        return MappingProxyType({"authorization": f"Bearer {self.key}"})


def default_threads() -> int:
    """All cores but one: with all of them one busy neighbour slows llama.cpp a hundredfold."""
    return max(1, (os.cpu_count() or 2) - 1)


class EmbeddedServer:
    """One model file behind a child process. Belongs to one event loop.

    `model_file` says at each start which file, or None; it may block, and raise ModelMissing.
    `context` is in tokens, the model's own limit if that is smaller; `start_timeout` in seconds.
    """

    def __init__(
        self,
        model_file: Callable[[], Path | None],
        *,
        context: int = DEFAULT_CONTEXT,
        threads: int | None = None,
        start_timeout: float = 60.0,
    ) -> None:
        self._model_file = model_file
        self._context = context
        self._threads = threads or default_threads()
        self._start_timeout = start_timeout
        self._starting = asyncio.Lock()
        self._child: _Child | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.alive

    async def start(self) -> Served:
        """Start the child unless it runs; a child that has died is replaced."""
        async with self._starting:
            if self._child is not None and not self._child.alive:
                await self._child.stop()
                self._child = None
            if self._child is None:
                self._child = await self._spawn(await asyncio.to_thread(self._found))
            return self._child.served

    async def stop(self) -> None:
        """End the child; the next start makes a new one."""
        async with self._starting:
            child, self._child = self._child, None
            if child is not None:
                await child.stop()

    async def identity(self) -> str:
        """Which model file it is: where, how large and of when; raises ModelMissing."""

        def look() -> str:
            path = self._found()
            state = path.stat()
            return f"{path}:{state.st_size}:{state.st_mtime_ns}"

        return await asyncio.to_thread(look)

    async def explain(self) -> EndpointUnreachable:
        """Why the last request failed: what the child said when it ended, if it did."""
        if self._child is None or not await self._child.ended_within(EXIT_SECONDS):
            return EndpointUnreachable("The on-device model did not answer.")
        return self._child.obituary()

    def _found(self) -> Path:
        path = self._model_file()
        if path is None or not path.is_file():
            raise ModelMissing(
                f"The on-device model is not there{f': {path}' if path else ''}.",
                hint="Have it fetched, or choose a model file of your own in the settings.",
            )
        return path

    async def _spawn(self, model: Path) -> "_Child":
        key = secrets.token_urlsafe(32)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            str(_CHILD),
            str(model),
            str(self._context),
            str(self._threads),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        child = _Child(process, key)
        try:
            async with asyncio.timeout(self._start_timeout):
                await child.ready()
        except TimeoutError as error:
            await child.stop()
            raise EndpointUnreachable(
                f"The on-device model was not ready after {self._start_timeout:.0f} s."
            ) from error
        except BaseException:
            await child.stop()
            raise
        return child


class EmbeddedTransport(httpx2.AsyncBaseTransport):
    """Sends requests for `ADDRESS` to the child, starting it first where needed."""

    def __init__(self, server: EmbeddedServer, inner: httpx2.AsyncBaseTransport) -> None:
        self._server = server
        self._inner = inner

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        served = await self._server.start()
        real = httpx2.URL(served.base_url)
        redirected = httpx2.Request(
            request.method,
            request.url.copy_with(host=real.host, port=real.port),
            headers={**request.headers, **served.headers, "host": f"{real.host}:{real.port}"},
            content=request.content,
            extensions=request.extensions,
        )
        try:
            return await self._inner.handle_async_request(redirected)
        except httpx2.NetworkError as error:
            raise type(error)(str(error)) from await self._server.explain()
        except httpx2.RemoteProtocolError as error:
            raise httpx2.RemoteProtocolError(str(error)) from await self._server.explain()

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()


class _Child:
    """A running child process and the last of what it wrote to standard error."""

    def __init__(self, process: asyncio.subprocess.Process, key: str) -> None:
        self._process = process
        self._key = key
        self._tail = b""
        self._url = ""
        self._reading = asyncio.create_task(self._read_errors())

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def served(self) -> Served:
        return Served(f"{self._url}/v1", self._key, self._process.pid)

    async def ready(self) -> None:
        """Hand over the key and wait for the address."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EndpointUnreachable("The on-device model's process has no pipes.")
        with contextlib.suppress(ConnectionError):  # it ended at once: its last words say why
            stdin.write(f"{self._key}\n".encode())
            await stdin.drain()
        line = await stdout.readline()
        try:
            self._url = str(json.loads(line)["url"])
        except (ValueError, KeyError, TypeError) as error:
            await self.ended_within(1.0)
            raise self.obituary() from error

    async def ended_within(self, seconds: float) -> bool:
        """Wait that long for the process to end; whether it did."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._process.wait()
                await asyncio.shield(self._reading)
        return not self.alive

    def obituary(self) -> EndpointUnreachable:
        """What can be told about its end."""
        lines = self._tail.decode(errors="replace").strip().splitlines()[-3:]
        said = " / ".join(line.strip()[:200] for line in lines) or "it said nothing"
        code = self._process.returncode
        return EndpointUnreachable(
            f"The on-device model stopped (code {code}): {said}",
            hint=f"The next use starts it again. If it stops again, the model file of the "
            f"endpoint {ON_DEVICE} may be broken or too large for this machine.",
        )

    async def stop(self) -> None:
        """Ask the process to end by closing its input, then make it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if not await self.ended_within(STOP_SECONDS):
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await self._reading

    async def _read_errors(self) -> None:
        stderr = self._process.stderr
        while stderr is not None and (chunk := await stderr.read(TAIL_BYTES)):
            self._tail = (self._tail + chunk)[-TAIL_BYTES:]

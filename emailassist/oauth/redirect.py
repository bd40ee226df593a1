"""The place on this machine to which the browser returns (RFC 8252 section 7.3).

Owns: listening on 127.0.0.1, on a port nobody knows before, for one answer. Must not: judge it,
or show anything of it in the page.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATH = "/"
_LONGEST_LINE = 16 * 1024
_SECONDS = 10.0
_PAGE = """\
<!doctype html><html lang="en"><meta charset="utf-8"><title>emailassist</title>
<body style="font:16px system-ui;margin:4em auto;max-width:32em;text-align:center">
<h1>{heading}</h1><p>{text}</p></body></html>"""
_DONE = _PAGE.format(heading="You can close this page", text="Go back to emailassist to go on.")
_LATE = _PAGE.format(heading="Nothing was done", text="This sign-in has had its answer already.")
_OTHER = _PAGE.format(heading="Nothing here", text="emailassist waits for a sign-in.")


class Redirect:
    """A listener for one answer; `port` is where."""

    def __init__(self, port: int, answer: "asyncio.Future[str]") -> None:
        self.port = port
        self._answer = answer

    async def query(self) -> str:
        """The query string with which the browser came back."""
        return await self._answer


@asynccontextmanager
async def listening() -> AsyncIterator[Redirect]:
    """Listen until the block ends."""
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await _serve(reader, writer, answer)
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            pass  # whoever it was has gone away, or does not speak HTTP
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=_LONGEST_LINE)
    try:
        yield Redirect(server.sockets[0].getsockname()[1], answer)
    finally:
        server.close()
        answer.cancel()


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: "asyncio.Future[str]"
) -> None:
    method, _, rest = (await reader.readline()).decode("latin-1").partition(" ")
    path, _, query = rest.split(" ")[0].partition("?")
    while (await reader.readline()).strip():
        """The header fields do not matter."""
    if method != "GET" or path != PATH or not query:
        await _respond(writer, "404 Not Found", _OTHER)
    elif answer.done():
        await _respond(writer, "410 Gone", _LATE)
    else:
        # Before the page: what matters is that it came, not whether the page can be shown.
        answer.set_result(query)
        await _respond(writer, "200 OK", _DONE)


async def _respond(writer: asyncio.StreamWriter, status: str, page: str) -> None:
    body = page.encode()
    fields = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-store",
        "Connection: close",
        "",
        "",
    )
    writer.write("\r\n".join(fields).encode() + body)
    with contextlib.suppress(ConnectionError):
        await writer.drain()

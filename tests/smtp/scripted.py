"""An SMTP server on loopback that says what a test tells it, however wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from emailassist.domain.account import Security, Server

HANG = b"hang"
DROP = b"drop"


class Script:
    """Answers by command; a test changes those it is about.

    Keys are the first word of a command, with ``CONNECT`` for the greeting and ``MESSAGE`` for
    the final dot. An answer may be `HANG` or `DROP`.
    """

    def __init__(self, answers: Mapping[str, bytes] | None = None) -> None:
        self._answers = {
            "CONNECT": b"220 ready",
            "EHLO": b"250-here\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "MAIL": b"250 ok",
            "RCPT": b"250 ok",
            "DATA": b"354 go on",
            "MESSAGE": b"250 accepted as 42",
            "QUIT": b"221 bye",
            **(answers or {}),
        }
        self.heard: list[str] = []
        self.message = b""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going_on = await self._answer("CONNECT", writer)
        while going_on and (line := await reader.readline()):
            command = line.decode().strip()
            self.heard.append(command)
            word = command.partition(" ")[0].upper()
            going_on = await self._answer(word, writer)
            if word == "DATA" and self._answers["DATA"].startswith(b"354"):
                self.message = await reader.readuntil(b"\r\n.\r\n")
                going_on = await self._answer("MESSAGE", writer)

    async def _answer(self, word: str, writer: asyncio.StreamWriter) -> bool:
        answer = self._answers.get(word, b"502 what?")
        if answer == DROP:
            return False
        if answer == HANG:
            await asyncio.Event().wait()
        writer.write(answer + b"\r\n")
        await writer.drain()
        return True


@asynccontextmanager
async def serving(
    converse: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[Server]:
    """Run `converse` for every connection, closing it afterwards."""
    conversations: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        conversations.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await converse(reader, writer)
        finally:
            conversations.discard(task)
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield Server("127.0.0.1", listening.sockets[0].getsockname()[1], Security.NONE)
    finally:
        listening.close()
        if conversations:  # let them hear what was said last
            await asyncio.wait(conversations, timeout=0.1)
        for conversation in list(conversations):
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)

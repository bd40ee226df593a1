"""An honest SMTP server on loopback that counts what it accepted."""

import asyncio
import threading
from collections import Counter
from concurrent.futures import Future
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import Self

from emailassist.demo.smtp_sink import serve_smtp
from emailassist.domain.account import Security, Server


class SmtpSink:
    """Takes mail of one user; every message that it said yes to is a file in `folder`."""

    def __init__(self, folder: Path, username: str, secret: str) -> None:
        folder.mkdir()
        self._folder = folder
        self._user = (username, secret)
        self._ready: Future[tuple[Server, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.server, self._loop, self._over = self._ready.result(timeout=10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(timeout=5)

    async def _serve(self) -> None:
        listening = await serve_smtp("127.0.0.1", self._folder, *self._user)
        port = listening.sockets[0].getsockname()[1]
        over = asyncio.Event()
        server = Server("127.0.0.1", port, Security.NONE)
        self._ready.set_result((server, asyncio.get_running_loop(), over))
        await over.wait()
        listening.close()

    def accepted(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        headers = BytesHeaderParser()
        found = (headers.parsebytes(file.read_bytes()) for file in self._folder.glob("*.eml"))
        return Counter(str(each["Message-ID"]).strip() for each in found)

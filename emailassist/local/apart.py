"""The sentence encoder in another process while there is much to do, so that both cores work.

Owns: when that process is begun, talking to it, and doing without. Must not: know the encoder.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

import structlog

from emailassist.local import encoder_child
from emailassist.local.embeddings import Embedder, SentenceEncoder, cleaned

if TYPE_CHECKING:
    from emailassist.local.embeddings import Matrix

_log = structlog.get_logger(__name__)

_MUCH: Final = 30
"""Times that vectors are asked for before a process is worth its second and its memory."""
_ATTEMPTS: Final = 3


class ApartEncoder:
    """`here` at first and whenever the process is not there. Safe from several threads.

    Close it: the process ends then, or with this one, or when nothing is asked for a minute.
    """

    def __init__(self, here: Embedder, *, much: int = _MUCH) -> None:
        self._here = here
        self._much = much
        self._turn = threading.Lock()
        self._asked = 0
        self._begun = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()
        self._model = ""

    @property
    def model(self) -> str:
        if not self._model:  # it is chosen once: nobody has to wait for texts under way
            with self._turn:
                self._model = self._here.model
        return self._model

    def embed(self, texts: Sequence[str]) -> "Matrix":
        """One row for each text."""
        with self._turn:
            if self._process is None:
                self._asked += 1
                if self._asked > self._much and self._may_begin():
                    self._begin()
            elif self._ready.is_set():
                try:
                    return self._there(self._process, texts)
                except (OSError, EOFError, ValueError):
                    self._let_go()
            return self._here.embed(texts)

    @property
    def is_apart(self) -> bool:
        """Whether the process does the work now."""
        return self._process is not None and self._ready.is_set()

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._begun = _ATTEMPTS
            self._let_go()

    def _may_begin(self) -> bool:
        return self._begun < _ATTEMPTS and self._here.model == SentenceEncoder.model

    def _begin(self) -> None:
        self._begun += 1
        self._asked = 0
        try:
            self._process = process = subprocess.Popen(  # noqa: S603 - our own file
                [sys.executable, "-I", str(encoder_child.__file__)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            _log.info("no process for the encoder", error=type(error).__name__)
            return
        self._ready = ready = threading.Event()
        waiting = threading.Thread(
            target=_await_ready, args=(process, ready), name="encoder-ready", daemon=True
        )
        waiting.start()

    def _there(self, process: subprocess.Popen[bytes], texts: Sequence[str]) -> "Matrix":
        import numpy as np

        asked = json.dumps([cleaned(text) for text in texts]).encode()
        _write(process.stdin, asked)
        rows = np.frombuffer(_piece(process.stdout), dtype=np.float32)
        self._begun = 0  # it works: one that ends for want of work may be begun again
        return rows.reshape(len(texts), -1)

    def _let_go(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        self._ready.wait()  # whoever waited for its first word reads no more
        with process, suppress(OSError):
            pass


def _await_ready(process: subprocess.Popen[bytes], ready: threading.Event) -> None:
    """Whoever asks next is told that the encoder is gone if it never was there."""
    try:
        _piece(process.stdout)
    except (OSError, EOFError, ValueError):
        _log.info("the encoder's process did not start")
    ready.set()


def _write(target: IO[bytes] | None, piece: bytes) -> None:
    if target is None:
        raise EOFError
    target.write(len(piece).to_bytes(4, "big") + piece)
    target.flush()


def _piece(source: IO[bytes] | None) -> bytes:
    if source is None:
        raise EOFError
    return _exactly(source, int.from_bytes(_exactly(source, 4), "big"))


def _exactly(source: IO[bytes], length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data

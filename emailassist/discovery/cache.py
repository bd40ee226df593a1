"""Autoconfiguration files kept on disk, so that nobody is asked twice in a week.

Owns: their files, one for each address on the web. Must not: fetch; a cache that cannot be used is
no error.
"""

import contextlib
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 7 * 24 * 3600.0


class Cache:
    """Files below one folder; `clock` tells seconds since the epoch."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def read(self, url: str) -> bytes | None:
        """What is kept of that address unless it is older than a week."""
        path = self._path(url)
        try:
            age = self._clock() - path.stat().st_mtime
            return path.read_bytes() if 0 <= age < SECONDS else None
        except OSError:
            return None

    def keep(self, url: str, data: bytes) -> None:
        """Put the file in the place of an older one."""
        path = self._path(url)
        fresh = path.with_suffix(".new")
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_bytes(data)
            fresh.replace(path)

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.xml"

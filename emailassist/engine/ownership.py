"""One process owns a home.

Owns: the lock in the home. Must not: know what the owner does with it.
"""

from filelock import FileLock, Timeout

from emailassist.domain.errors import SettingsError
from emailassist.paths import Paths


class Ownership:
    """The right to synchronise, triage and send with a home; freed by `release` or a crash."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._lock = FileLock(paths.lock)

    def take(self) -> None:
        """Become the owner; raises SettingsError if another process is, or the home is unusable."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise SettingsError(
                f"emailassist is already running with the home {self._paths.home}.",
                hint="Close the other one, or choose another home with --home.",
            ) from error
        except OSError as error:
            raise SettingsError(
                f"{self._paths.home} cannot be written: {error}",
                hint="Choose another with --home.",
            ) from error

    def take_if_free(self) -> bool:
        """Become the owner unless another process is, or the home is unusable."""
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        return True

    def is_taken(self) -> bool:
        """Whether some process is the owner, this one or another."""
        if self._lock.is_locked:
            return True
        if not self.take_if_free():
            return True
        self.release()
        return False

    def release(self) -> None:
        """Let another process be the owner."""
        self._lock.release()

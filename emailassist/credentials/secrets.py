"""Reading, keeping and forgetting secrets.

Owns: the ways to a secret. Must not: remember one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from emailassist.credentials.command import first_line
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.errors import SecretUnavailable

KEYRING_SERVICE = "emailassist"
COMMAND_SECONDS = 30.0
_WORKING_PRIORITY = 0.5
"""Backends below it keep nothing: `fail` has 0, `null` -1."""

_ELSEWHERE = "Use a password command (--password-command) or an environment variable instead."


class Secrets:
    """The secrets of this machine. Every method blocks and raises `SecretUnavailable`."""

    def __init__(self, *, command_timeout: float = COMMAND_SECONDS) -> None:
        self._command_timeout = command_timeout

    def read(self, source: SecretSource) -> str:
        """The secret, or '' when the source says that there is none."""
        match source.kind:
            case SecretKind.KEYRING:
                return _from_keyring(source.value)
            case SecretKind.COMMAND:
                return first_line(source.value, timeout=self._command_timeout)
            case SecretKind.ENVIRONMENT:
                return _from_environment(source.value)
            case SecretKind.NONE:
                return ""

    def keep(self, source: SecretSource, secret: str) -> None:
        """Put the secret into the keyring; the other places are the person's own to fill."""
        if source.kind is not SecretKind.KEYRING:
            raise SecretUnavailable(
                f"emailassist cannot keep a secret in a source of the kind “{source.kind}”.",
                hint="Only the keyring keeps secrets.",
            )
        with _keyring() as keyring:
            keyring.set_password(KEYRING_SERVICE, source.value, secret)

    def forget(self, source: SecretSource) -> None:
        """Remove the secret from the keyring if it is there; other sources are left alone."""
        if source.kind is not SecretKind.KEYRING:
            return
        with _keyring() as keyring:
            if keyring.get_password(KEYRING_SERVICE, source.value) is not None:
                keyring.delete_password(KEYRING_SERVICE, source.value)

    def keyring_name(self) -> str:
        """The keyring's name, or '' when this machine has none that can keep a secret."""
        with _keyring() as keyring:
            backend = keyring.get_keyring()
        return str(backend.name) if backend.priority >= _WORKING_PRIORITY else ""


@contextmanager
def _keyring() -> Iterator[ModuleType]:
    # Importing it and looking for a backend takes time: not before a secret is needed.
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        yield keyring
    except NoKeyringError as error:
        raise SecretUnavailable("This machine has no keyring.", hint=_ELSEWHERE) from error
    except (KeyringError, OSError) as error:
        problem = " ".join(str(error).split()) or type(error).__name__
        raise SecretUnavailable(
            f"The keyring did not open: {problem.rstrip('.')}.",
            hint=f"Unlock it and try again. {_ELSEWHERE}",
        ) from error


def _from_keyring(entry: str) -> str:
    with _keyring() as keyring:
        secret: str | None = keyring.get_password(KEYRING_SERVICE, entry)
    if secret is None:
        raise SecretUnavailable(
            f"The keyring holds no secret for {entry}.", hint="Enter the secret again."
        )
    return secret


def _from_environment(name: str) -> str:
    secret = os.environ.get(name, "")
    if not secret:
        raise SecretUnavailable(
            f"The environment variable {name} is not set.",
            hint="Set it in the environment that starts emailassist.",
        )
    return secret

"""Running the person's password command.

Owns: the call, its time limit and its errors. Must not: use a shell, or log what it prints.
"""

import shlex
import subprocess

from emailassist.domain.errors import SecretUnavailable

_HINT = "Run the command in a terminal to see what it prints."
_LONGEST_COMPLAINT = 200


def first_line(command: str, *, timeout: float) -> str:
    """The first line that `command` prints. `timeout` in seconds."""
    words = _words(command)
    try:
        finished = subprocess.run(  # noqa: S603 - the person's own command, and no shell
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        # The error would carry the output so far, that is the secret, into a traceback.
        error.stdout = error.stderr = None
        raise SecretUnavailable(
            f"The password command {words[0]} did not end within {timeout:g} s.", hint=_HINT
        ) from None
    except OSError as error:
        raise SecretUnavailable(
            f"The password command {words[0]} could not be started: {error.strerror}.",
            hint="Check that it is spelled right and installed.",
        ) from error
    if finished.returncode != 0:
        raise SecretUnavailable(
            f"The password command {words[0]} failed: {_complaint(finished)}.", hint=_HINT
        )
    secret = finished.stdout.decode("utf-8", "surrogateescape").partition("\n")[0].rstrip("\r")
    if not secret:
        raise SecretUnavailable(f"The password command {words[0]} printed nothing.", hint=_HINT)
    return secret


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SecretUnavailable(
            "The password command has a quotation mark that does not close.",
            hint="Write it as you would in a terminal.",
        ) from error
    if not words:
        raise SecretUnavailable("The password command is empty.", hint="Enter a command.")
    return words


def _complaint(finished: subprocess.CompletedProcess[bytes]) -> str:
    lines = finished.stderr.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return last[:_LONGEST_COMPLAINT].rstrip(".") or f"exit code {finished.returncode}"
